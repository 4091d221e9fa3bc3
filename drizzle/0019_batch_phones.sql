-- Which phones a list has already: all but the repeated ones, so that a chunk finds them by this index alone and need not
-- read what was taken in before it. The version before never wrote a phone twice but as a duplicate, and may go on.
DROP INDEX "batch_recipients_phone";--> statement-breakpoint
CREATE UNIQUE INDEX "batch_recipients_phone" ON "batch_recipients" USING btree ("batch_id","phone") WHERE outcome <> 'duplicate';