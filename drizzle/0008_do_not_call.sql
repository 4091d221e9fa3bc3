CREATE TABLE "do_not_call" (
	"id" text PRIMARY KEY DEFAULT gen_random_uuid()::text NOT NULL,
	"org_id" text NOT NULL,
	"phone" text NOT NULL,
	"source" text DEFAULT 'OPERATOR' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "do_not_call_org_phone" UNIQUE("org_id","phone"),
	CONSTRAINT "do_not_call_phone" CHECK (phone ~ '^\+[1-9][0-9]{6,14}$')
);
--> statement-breakpoint
ALTER TABLE "do_not_call" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "do_not_call" ADD CONSTRAINT "do_not_call_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "do_not_call_engine" ON "do_not_call" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "do_not_call_tenant" ON "do_not_call" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));