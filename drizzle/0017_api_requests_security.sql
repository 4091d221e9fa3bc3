-- Forced row security and least privileges, as drizzle/0002 has them for the others.
ALTER TABLE api_requests FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT ON api_requests TO jobrun_engine, jobrun_tenant, jobrun_operator;
--> statement-breakpoint
-- An answer is kept for as long as somebody may ask again, and then thrown away.
GRANT INSERT, UPDATE, DELETE ON api_requests TO jobrun_engine;
