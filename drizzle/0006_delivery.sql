CREATE TABLE "untextable_phones" (
	"phone" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "outbox_provider_id";--> statement-breakpoint
DROP INDEX "outbox_open";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "retry_of" uuid;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "is_answer" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_retry_of" ON "messages" USING btree ("retry_of") WHERE retry_of IS NOT NULL;--> statement-breakpoint
CREATE INDEX "outbox_open" ON "outbox" USING btree ("lane","recipient","is_answer" DESC NULLS LAST,"seq") WHERE status IN ('due', 'claimed', 'unknown');
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON untextable_phones TO jobrun_engine;
--> statement-breakpoint
GRANT SELECT ON untextable_phones TO jobrun_operator;
--> statement-breakpoint
-- Texts of the time before the table: promises are its outbound rows, stored texts its inbound ones.
INSERT INTO messages (id, org_id, conversation_id, direction, our_number, their_number, body, segments, provider_id, status,
	error_code, created_at, sent_at, ended_at)
SELECT id, org_id, conversation_id, 'outbound', payload ->> 'from', recipient, payload ->> 'body',
	coalesce((payload ->> 'segments')::int, 1), provider_id,
	CASE WHEN status IN ('failed', 'suppressed') THEN status ELSE coalesce(delivery_status, 'promised') END,
	error_code, created_at, CASE WHEN provider_id IS NOT NULL THEN kept_at END,
	CASE WHEN status IN ('failed', 'suppressed') OR delivery_status IN ('delivered', 'undelivered', 'failed', 'canceled')
		THEN coalesce(kept_at, created_at) END
FROM outbox WHERE kind = 'sendText' AND payload ->> 'from' IS NOT NULL AND payload ->> 'body' IS NOT NULL
ON CONFLICT (id) DO NOTHING;
--> statement-breakpoint
INSERT INTO messages (id, org_id, direction, our_number, their_number, body, media_urls, status, created_at, ended_at)
SELECT id, org_id, 'inbound', split_part(lane, '>', 1), substr(lane, strpos(lane, '>') + 1),
	coalesce(payload -> 'occurrence' ->> 'body', ''), coalesce(payload -> 'occurrence' -> 'mediaUrls', '[]'::jsonb),
	'received', received_at, received_at
FROM inbound_events WHERE kind = 'text' AND provider = 'twilio'
ON CONFLICT (id) DO NOTHING;
