CREATE TABLE "alerts" (
	"name" text PRIMARY KEY NOT NULL,
	"promise_id" uuid NOT NULL,
	"held_back" integer DEFAULT 0 NOT NULL,
	"quiet_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "trace_parent" text;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON alerts TO jobrun_engine;
--> statement-breakpoint
GRANT SELECT ON alerts TO jobrun_operator;
--> statement-breakpoint
-- The service asks whether every migration is applied before it says that it is ready.
GRANT USAGE ON SCHEMA drizzle TO jobrun_engine, jobrun_operator;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO jobrun_engine, jobrun_operator;
