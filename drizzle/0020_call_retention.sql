ALTER TABLE "agent_calls" ADD COLUMN "words_emptied_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "inbound_events_words" ON "inbound_events" USING btree ("id") WHERE payload #>> '{occurrence,machine}' = 'call-outcome';--> statement-breakpoint
CREATE INDEX "agent_calls_ended" ON "agent_calls" USING btree ("ended_at") WHERE ended_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "agent_calls_words" ON "agent_calls" USING btree ("ended_at") WHERE words_emptied_at IS NULL AND ended_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "follow_ups_call" ON "follow_ups" USING btree ("call_id");