ALTER TABLE "call_batches" DROP CONSTRAINT "call_batches_status";--> statement-breakpoint
ALTER TABLE "call_batches" ADD COLUMN "importing_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "call_batches" ADD COLUMN "end_reason" text;--> statement-breakpoint
CREATE INDEX "call_batches_importing" ON "call_batches" USING btree ("importing_until") WHERE status = 'importing';--> statement-breakpoint
ALTER TABLE "call_batches" ADD CONSTRAINT "call_batches_status" CHECK (status IN ('importing', 'queueing', 'running', 'completed', 'cancelled', 'failed'));