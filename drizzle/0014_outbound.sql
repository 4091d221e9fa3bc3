CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"direction" text DEFAULT 'outbound' NOT NULL,
	"our_number" text NOT NULL,
	"phone" text NOT NULL,
	"name" text,
	"call_type" text,
	"agent_id" text,
	"origin" text NOT NULL,
	"batch_id" uuid,
	"recipient_id" bigint,
	"attempt" integer DEFAULT 1 NOT NULL,
	"follows" uuid,
	"variables" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"waits_for" text DEFAULT 'turn',
	"not_before" timestamp with time zone DEFAULT now() NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"conversation_id" text,
	"call_sid" text,
	"end_reason" text,
	"analysis" jsonb,
	"summary" text,
	"duration_s" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"dialled_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "agent_calls_conversation_id_unique" UNIQUE("conversation_id"),
	CONSTRAINT "agent_calls_direction" CHECK (direction IN ('outbound', 'inbound')),
	CONSTRAINT "agent_calls_status" CHECK (status IN ('queued', 'dialling', 'answered', 'completed', 'no_answer', 'busy', 'failed', 'unclear', 'cancelled', 'do_not_call', 'refused', 'inbound_disabled_v1'))
);
--> statement-breakpoint
ALTER TABLE "agent_calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "batch_recipients" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "batch_recipients_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"org_id" text NOT NULL,
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text,
	"written" text NOT NULL,
	"phone" text,
	"variables" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"outcome" text DEFAULT 'pending' NOT NULL,
	"error" text,
	"call_id" uuid,
	CONSTRAINT "batch_recipients_position" UNIQUE("batch_id","position"),
	CONSTRAINT "batch_recipients_outcome" CHECK (outcome IN ('pending', 'queued', 'do_not_call', 'no_consent', 'duplicate', 'invalid', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "batch_recipients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "call_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"call_type" text NOT NULL,
	"agent_id" text NOT NULL,
	"our_number" text NOT NULL,
	"source" text NOT NULL,
	"status" text DEFAULT 'importing' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "call_batches_status" CHECK (status IN ('importing', 'queueing', 'running', 'completed', 'cancelled')),
	CONSTRAINT "call_batches_source" CHECK (source IN ('json', 'csv'))
);
--> statement-breakpoint
ALTER TABLE "call_batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "call_slots" (
	"org_id" text NOT NULL,
	"slot" integer NOT NULL,
	"call_id" uuid NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	CONSTRAINT "call_slots_org_id_slot_pk" PRIMARY KEY("org_id","slot")
);
--> statement-breakpoint
ALTER TABLE "call_slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "callbacks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"call_id" uuid NOT NULL,
	"our_number" text NOT NULL,
	"phone" text NOT NULL,
	"name" text,
	"reason" text,
	"preferred_time" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "callbacks_call" UNIQUE("call_id"),
	CONSTRAINT "callbacks_status" CHECK (status IN ('pending', 'done'))
);
--> statement-breakpoint
ALTER TABLE "callbacks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"call_id" uuid NOT NULL,
	"our_number" text NOT NULL,
	"phone" text NOT NULL,
	"channel" text DEFAULT 'call' NOT NULL,
	"scheduled_for" timestamp with time zone NOT NULL,
	"words" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"next_call_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "follow_ups_channel" CHECK (channel IN ('call', 'text')),
	CONSTRAINT "follow_ups_status" CHECK (status IN ('pending', 'done', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "follow_ups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbound_settings" (
	"org_id" text PRIMARY KEY NOT NULL,
	"daily_limit" integer DEFAULT 200 NOT NULL,
	"concurrency" integer DEFAULT 10 NOT NULL,
	"calling_days" text[] DEFAULT '{mon,tue,wed,thu,fri,sat,sun}' NOT NULL,
	"consent_policy" text DEFAULT 'vouched' NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbound_settings_limits" CHECK (daily_limit >= 0 AND concurrency BETWEEN 1 AND 100),
	CONSTRAINT "outbound_settings_consent" CHECK (consent_policy IN ('vouched', 'recorded'))
);
--> statement-breakpoint
ALTER TABLE "outbound_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbound_usage" (
	"org_id" text NOT NULL,
	"day" date NOT NULL,
	"used" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "outbound_usage_org_id_day_pk" PRIMARY KEY("org_id","day")
);
--> statement-breakpoint
ALTER TABLE "outbound_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "voice_agents" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"name" text,
	"is_default" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "voice_agents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_calls" ADD CONSTRAINT "agent_calls_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_recipients" ADD CONSTRAINT "batch_recipients_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_recipients" ADD CONSTRAINT "batch_recipients_batch_id_call_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."call_batches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_batches" ADD CONSTRAINT "call_batches_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_slots" ADD CONSTRAINT "call_slots_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound_settings" ADD CONSTRAINT "outbound_settings_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound_usage" ADD CONSTRAINT "outbound_usage_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_agents" ADD CONSTRAINT "voice_agents_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_org" ON "api_keys" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "agent_calls_queued" ON "agent_calls" USING btree ("org_id",(origin = 'batch'),"not_before","recipient_id") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "agent_calls_open" ON "agent_calls" USING btree ("org_id","phone") WHERE status IN ('queued', 'dialling', 'answered');--> statement-breakpoint
CREATE INDEX "agent_calls_org" ON "agent_calls" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "agent_calls_batch_open" ON "agent_calls" USING btree ("batch_id") WHERE batch_id IS NOT NULL AND status IN ('queued', 'dialling', 'answered');--> statement-breakpoint
CREATE UNIQUE INDEX "agent_calls_next" ON "agent_calls" USING btree ("follows","origin") WHERE follows IS NOT NULL AND origin = 'retry';--> statement-breakpoint
CREATE UNIQUE INDEX "agent_calls_inbound_sid" ON "agent_calls" USING btree ("call_sid") WHERE direction = 'inbound';--> statement-breakpoint
CREATE UNIQUE INDEX "batch_recipients_phone" ON "batch_recipients" USING btree ("batch_id","phone") WHERE outcome IN ('pending', 'queued', 'cancelled');--> statement-breakpoint
CREATE INDEX "batch_recipients_pending" ON "batch_recipients" USING btree ("batch_id","id") WHERE outcome = 'pending';--> statement-breakpoint
CREATE INDEX "call_batches_org" ON "call_batches" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "call_batches_open" ON "call_batches" USING btree ("status") WHERE status IN ('queueing', 'running');--> statement-breakpoint
CREATE INDEX "call_slots_call" ON "call_slots" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "callbacks_org" ON "callbacks" USING btree ("org_id","requested_at");--> statement-breakpoint
CREATE INDEX "follow_ups_due" ON "follow_ups" USING btree ("scheduled_for") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "follow_ups_org" ON "follow_ups" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "voice_agents_default" ON "voice_agents" USING btree ("org_id") WHERE is_default;--> statement-breakpoint
CREATE POLICY "api_keys_engine" ON "api_keys" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "api_keys_tenant" ON "api_keys" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "agent_calls_engine" ON "agent_calls" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "agent_calls_tenant" ON "agent_calls" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "batch_recipients_engine" ON "batch_recipients" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "batch_recipients_tenant" ON "batch_recipients" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "call_batches_engine" ON "call_batches" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "call_batches_tenant" ON "call_batches" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "call_slots_engine" ON "call_slots" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "call_slots_tenant" ON "call_slots" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "callbacks_engine" ON "callbacks" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "callbacks_tenant" ON "callbacks" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "follow_ups_engine" ON "follow_ups" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "follow_ups_tenant" ON "follow_ups" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "outbound_settings_engine" ON "outbound_settings" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_settings_tenant" ON "outbound_settings" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "outbound_usage_engine" ON "outbound_usage" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_usage_tenant" ON "outbound_usage" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "voice_agents_engine" ON "voice_agents" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "voice_agents_tenant" ON "voice_agents" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));