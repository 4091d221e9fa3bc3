CREATE TABLE "voice_agent_defaults" (
	"org_id" text NOT NULL,
	"call_type" text NOT NULL,
	"agent_id" text NOT NULL,
	CONSTRAINT "voice_agent_defaults_org_id_call_type_pk" PRIMARY KEY("org_id","call_type")
);
--> statement-breakpoint
ALTER TABLE "voice_agent_defaults" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "voice_agent_defaults" ADD CONSTRAINT "voice_agent_defaults_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_agent_defaults" ADD CONSTRAINT "voice_agent_defaults_agent_id_voice_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."voice_agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "voice_agent_defaults_engine" ON "voice_agent_defaults" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "voice_agent_defaults_tenant" ON "voice_agent_defaults" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));
--> statement-breakpoint
-- Forced row security and least privileges, as drizzle/0015 has them for the agents themselves: operators set them up.
ALTER TABLE voice_agent_defaults FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT ON voice_agent_defaults TO jobrun_engine, jobrun_tenant, jobrun_operator;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON voice_agent_defaults TO jobrun_operator;
