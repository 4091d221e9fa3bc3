CREATE INDEX "organizations_texts_paused" ON "organizations" USING btree ("texts_paused_until") WHERE texts_paused_until IS NOT NULL;--> statement-breakpoint
CREATE INDEX "organizations_paid_without_number" ON "organizations" USING btree ("payment_activated_at") WHERE onboarded_at IS NULL AND payment_active AND twilio_number IS NULL AND waiting_since IS NULL;--> statement-breakpoint
-- An owner who answers the questions of the onboarding changes the row of the organization some six times, and none of what is
-- asked is in an index: where its page has room the new version stays there (HOT) instead of touching every index.
ALTER TABLE "organizations" SET (fillfactor = 80);
