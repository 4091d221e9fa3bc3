CREATE TABLE "trials" (
	"phone" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"reserved_until" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "trials" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "texts_paused_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "trials_org" ON "trials" USING btree ("org_id");--> statement-breakpoint
CREATE POLICY "trials_engine" ON "trials" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "trials_tenant" ON "trials" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
ALTER TABLE trials FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT ON trials TO jobrun_engine, jobrun_tenant, jobrun_operator;
--> statement-breakpoint
GRANT INSERT, UPDATE ON trials TO jobrun_engine;
