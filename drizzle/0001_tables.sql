CREATE TABLE "subscriptions" (
	"org_id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"subscription_id" text,
	"standing" text DEFAULT 'unpaid' NOT NULL,
	"cancel_at_period_end" boolean DEFAULT false NOT NULL,
	"checkout_session_id" text,
	"checkout_url" text,
	"checkout_expires_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "consent_ledger" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consent_ledger_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"org_id" text,
	"scope" text NOT NULL,
	"phone" text NOT NULL,
	"channel" text NOT NULL,
	"action" text NOT NULL,
	"words" text,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "consent_ledger_channel" CHECK (channel IN ('sms', 'call')),
	CONSTRAINT "consent_ledger_action" CHECK (action IN ('opt_out', 'opt_in')),
	CONSTRAINT "consent_ledger_source" CHECK (source IN ('text', 'call', 'tool', 'operator', 'import', 'provider_error'))
);
--> statement-breakpoint
ALTER TABLE "consent_ledger" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "consents" (
	"scope" text NOT NULL,
	"phone" text NOT NULL,
	"channel" text NOT NULL,
	"org_id" text,
	"is_opted_out" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "consents_phone_scope_channel_pk" PRIMARY KEY("phone","scope","channel")
);
--> statement-breakpoint
ALTER TABLE "consents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" text NOT NULL,
	"our_number" text NOT NULL,
	"their_number" text NOT NULL,
	"machine" text NOT NULL,
	"machine_version" integer,
	"state" text NOT NULL,
	"context" jsonb NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversations_key" UNIQUE("org_id","our_number","their_number","machine")
);
--> statement-breakpoint
ALTER TABLE "conversations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "timers" (
	"conversation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"org_id" text NOT NULL,
	"step" integer NOT NULL,
	"event" jsonb NOT NULL,
	"delay_ms" bigint NOT NULL,
	"after_promise" uuid,
	"due_at" timestamp with time zone,
	CONSTRAINT "timers_conversation_id_name_pk" PRIMARY KEY("conversation_id","name")
);
--> statement-breakpoint
ALTER TABLE "timers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "transitions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transitions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" uuid NOT NULL,
	"org_id" text NOT NULL,
	"step" integer NOT NULL,
	"inbound_event_id" uuid,
	"event" jsonb NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"effects" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "transitions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"provider_event_id" text NOT NULL,
	"kind" text NOT NULL,
	"org_id" text,
	"lane" text NOT NULL,
	"payload" jsonb NOT NULL,
	"answer" text NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"retry_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	CONSTRAINT "inbound_events_once" UNIQUE("provider","provider_event_id"),
	CONSTRAINT "inbound_events_status" CHECK (status IN ('handled', 'pending', 'dead'))
);
--> statement-breakpoint
ALTER TABLE "inbound_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "phone_numbers" (
	"phone_e164" text PRIMARY KEY NOT NULL,
	"org_id" text,
	"status" text DEFAULT 'AVAILABLE' NOT NULL,
	"role" text DEFAULT 'OPERATIONAL' NOT NULL,
	"voice_mode" text DEFAULT 'forwarded_in' NOT NULL,
	"seeded_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "phone_numbers_seeded_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"twilio_sid" text,
	"assigned_at" timestamp with time zone,
	"released_at" timestamp with time zone,
	"quarantined_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "phone_numbers_e164" CHECK (phone_e164 ~ '^\+[1-9][0-9]{6,14}$'),
	CONSTRAINT "phone_numbers_status" CHECK (status IN ('AVAILABLE', 'ASSIGNED', 'QUARANTINED', 'RETIRED')),
	CONSTRAINT "phone_numbers_role" CHECK (role IN ('ONBOARDING', 'OPERATIONAL', 'SYSTEM')),
	CONSTRAINT "phone_numbers_voice_mode" CHECK (voice_mode IN ('dial_owner', 'forwarded_in', 'onboarding', 'ai_elevenlabs', 'ai_retell', 'ai_vapi'))
);
--> statement-breakpoint
ALTER TABLE "phone_numbers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"region" text DEFAULT 'UK' NOT NULL,
	"owner_phone" text NOT NULL,
	"owner_phone_as_written" text NOT NULL,
	"owner_name" text,
	"trade" text,
	"location" text,
	"notification_preference" text,
	"time_zone" text DEFAULT 'Europe/London' NOT NULL,
	"payment_active" boolean DEFAULT false NOT NULL,
	"payment_activated_at" timestamp with time zone,
	"twilio_number" text,
	"waiting_since" timestamp with time zone,
	"pay_token" text DEFAULT translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/=', '-_') NOT NULL,
	"monthly_conversation_limit" integer,
	"onboarded_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_twilio_number_unique" UNIQUE("twilio_number"),
	CONSTRAINT "organizations_pay_token_unique" UNIQUE("pay_token")
);
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"org_id" text,
	"conversation_id" uuid,
	"machine" text,
	"kind" text NOT NULL,
	"lane" text NOT NULL,
	"recipient" text DEFAULT '' NOT NULL,
	"payload" jsonb NOT NULL,
	"status" text DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"provider_id" text,
	"delivery_status" text,
	"error_code" text,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"kept_at" timestamp with time zone,
	CONSTRAINT "outbox_status" CHECK (status IN ('due', 'claimed', 'unknown', 'kept', 'failed', 'suppressed'))
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox_lanes" (
	"lane" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timers" ADD CONSTRAINT "timers_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "subscriptions_customer" ON "subscriptions" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "subscriptions_subscription" ON "subscriptions" USING btree ("subscription_id");--> statement-breakpoint
CREATE INDEX "consent_ledger_phone" ON "consent_ledger" USING btree ("phone","scope");--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("due_at") WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "timers_after_promise" ON "timers" USING btree ("after_promise") WHERE after_promise IS NOT NULL;--> statement-breakpoint
CREATE INDEX "transitions_conversation" ON "transitions" USING btree ("conversation_id","step");--> statement-breakpoint
CREATE INDEX "inbound_events_pending" ON "inbound_events" USING btree ("lane","id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "inbound_events_dead" ON "inbound_events" USING btree ("id") WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX "phone_numbers_available" ON "phone_numbers" USING btree ("seeded_order") WHERE status = 'AVAILABLE' AND role = 'OPERATIONAL';--> statement-breakpoint
CREATE INDEX "phone_numbers_org" ON "phone_numbers" USING btree ("org_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_unfinished_owner" ON "organizations" USING btree ("owner_phone") WHERE onboarded_at IS NULL;--> statement-breakpoint
CREATE INDEX "organizations_owner_phone" ON "organizations" USING btree ("owner_phone");--> statement-breakpoint
CREATE INDEX "organizations_waiting" ON "organizations" USING btree ("payment_activated_at","waiting_since") WHERE waiting_since IS NOT NULL;--> statement-breakpoint
CREATE INDEX "outbox_open" ON "outbox" USING btree ("lane","recipient","seq") WHERE status IN ('due', 'claimed', 'unknown');--> statement-breakpoint
CREATE INDEX "outbox_provider_id" ON "outbox" USING btree ("provider_id") WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE POLICY "subscriptions_engine" ON "subscriptions" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "subscriptions_tenant" ON "subscriptions" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "consent_ledger_engine" ON "consent_ledger" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "consent_ledger_tenant" ON "consent_ledger" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "consents_engine" ON "consents" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "consents_tenant" ON "consents" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "conversations_engine" ON "conversations" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "conversations_tenant" ON "conversations" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "timers_engine" ON "timers" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "timers_tenant" ON "timers" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "transitions_engine" ON "transitions" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "transitions_tenant" ON "transitions" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "inbound_events_engine" ON "inbound_events" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "inbound_events_tenant" ON "inbound_events" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "phone_numbers_engine" ON "phone_numbers" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "phone_numbers_tenant" ON "phone_numbers" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "organizations_engine" ON "organizations" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "organizations_tenant" ON "organizations" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (id = current_setting('app.org_id', true)) WITH CHECK (id = current_setting('app.org_id', true));--> statement-breakpoint
CREATE POLICY "outbox_engine" ON "outbox" AS PERMISSIVE FOR ALL TO "jobrun_engine", "jobrun_operator" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_tenant" ON "outbox" AS PERMISSIVE FOR ALL TO "jobrun_tenant" USING (org_id = current_setting('app.org_id', true)) WITH CHECK (org_id = current_setting('app.org_id', true));