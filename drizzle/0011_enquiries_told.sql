ALTER TABLE "enquiries" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "enquiries_caller" ON "enquiries" USING btree ("org_id","caller","created_at");