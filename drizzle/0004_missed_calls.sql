CREATE TABLE "calls" (
	"call_sid" text PRIMARY KEY NOT NULL,
	"org_id" text,
	"our_number" text DEFAULT '' NOT NULL,
	"their_number" text DEFAULT '' NOT NULL,
	"voice_mode" text,
	"status" text DEFAULT 'ringing' NOT NULL,
	"forwarded_from" text,
	"dial_call_sid" text,
	"dial_status" text,
	"dial_duration_s" integer,
	"recording_sid" text,
	"recording_url" text,
	"recording_status" text,
	"recording_duration_s" integer,
	"is_voicemail" boolean DEFAULT false NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "calls_status" CHECK (status IN ('ringing', 'answered', 'missed', 'completed', 'rejected'))
);
--> statement-breakpoint
ALTER TABLE "calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contacts" (
	"org_id" text NOT NULL,
	"phone" text NOT NULL,
	"name" text,
	"is_ignored" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contacts_org_id_phone_pk" PRIMARY KEY("org_id","phone")
);
--> statement-breakpoint
ALTER TABLE "contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conversation_usage" (
	"org_id" text NOT NULL,
	"month" text NOT NULL,
	"used" integer DEFAULT 0 NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "conversation_usage_org_id_month_pk" PRIMARY KEY("org_id","month")
);
--> statement-breakpoint
ALTER TABLE "conversation_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "enquiries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"our_number" text NOT NULL,
	"caller" text NOT NULL,
	"call_sid" text,
	"handle" integer NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"what" text,
	"place" text,
	"urgency" text,
	"preferred_time" text,
	"name" text,
	"photos" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"billing_required" boolean DEFAULT false NOT NULL,
	"refusal" text,
	"text_back_at" timestamp with time zone,
	"summarized_at" timestamp with time zone,
	"handed_over_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "enquiries_status" CHECK (status IN ('open', 'captured', 'handed_over', 'closed', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "enquiries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text,
	"conversation_id" uuid,
	"direction" text NOT NULL,
	"our_number" text NOT NULL,
	"their_number" text NOT NULL,
	"body" text NOT NULL,
	"media_urls" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"segments" integer DEFAULT 1 NOT NULL,
	"provider_id" text,
	"status" text NOT NULL,
	"error_code" text,
	"error_meaning" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "messages_direction" CHECK (direction IN ('inbound', 'outbound'))
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "provider_exchanges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "provider_exchanges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"promise_id" uuid,
	"org_id" text,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" integer,
	"duration_ms" integer NOT NULL,
	"request" jsonb,
	"response" jsonb,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "provider_exchanges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "missed_call_answer" text DEFAULT 'greet' NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "text_back_window_minutes" integer DEFAULT 240 NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "business_hours" jsonb;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "ring_seconds" integer DEFAULT 18 NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "press_to_accept" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "record_calls" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_usage" ADD CONSTRAINT "conversation_usage_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiries_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "calls_org" ON "calls" USING btree ("org_id","started_at");--> statement-breakpoint
CREATE INDEX "calls_caller" ON "calls" USING btree ("org_id","their_number");--> statement-breakpoint
CREATE UNIQUE INDEX "enquiries_call" ON "enquiries" USING btree ("call_sid") WHERE call_sid IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "enquiries_open_caller" ON "enquiries" USING btree ("org_id","our_number","caller") WHERE status IN ('open', 'captured', 'handed_over');--> statement-breakpoint
CREATE UNIQUE INDEX "enquiries_open_handle" ON "enquiries" USING btree ("org_id","handle") WHERE status IN ('open', 'captured', 'handed_over');--> statement-breakpoint
CREATE INDEX "enquiries_org" ON "enquiries" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("org_id","their_number","created_at");--> statement-breakpoint
CREATE INDEX "messages_provider_id" ON "messages" USING btree ("provider_id") WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_no_end" ON "messages" USING btree ("created_at") WHERE direction = 'outbound' AND ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "provider_exchanges_promise" ON "provider_exchanges" USING btree ("promise_id");--> statement-breakpoint
CREATE INDEX "provider_exchanges_at" ON "provider_exchanges" USING btree ("at");--> statement-breakpoint
CREATE POLICY "calls_engine" ON "calls" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "calls_tenant" ON "calls" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "contacts_engine" ON "contacts" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contacts_tenant" ON "contacts" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "conversation_usage_engine" ON "conversation_usage" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "conversation_usage_tenant" ON "conversation_usage" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "enquiries_engine" ON "enquiries" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "enquiries_tenant" ON "enquiries" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "messages_engine" ON "messages" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "messages_tenant" ON "messages" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "provider_exchanges_engine" ON "provider_exchanges" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "provider_exchanges_tenant" ON "provider_exchanges" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));