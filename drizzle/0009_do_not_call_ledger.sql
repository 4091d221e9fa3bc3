-- The do-not-call table, the present state (consents, channel 'call') and the ledger say the same, whichever of the
-- first two is written. Each side writes the other only where it differs, so the triggers come to rest.

ALTER TABLE do_not_call FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT ON do_not_call TO jobrun_engine, jobrun_tenant, jobrun_operator;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON do_not_call TO jobrun_engine, jobrun_operator;
--> statement-breakpoint
-- Before the unique index is asked, so that 0555 … and +90 555 … are one number to ON CONFLICT too.
CREATE FUNCTION normalize_do_not_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	written text := NEW.phone;
BEGIN
	NEW.id := coalesce(NEW.id, gen_random_uuid()::text);
	NEW.source := coalesce(NEW.source, 'OPERATOR');
	NEW.created_at := coalesce(NEW.created_at, clock_timestamp());
	NEW.phone := normalize_phone(written, coalesce((SELECT region FROM organizations WHERE id = NEW.org_id), 'UK'));
	IF NEW.phone IS NULL OR NEW.phone !~ '^\+[1-9][0-9]{6,14}$' THEN
		RAISE EXCEPTION 'not a phone number: %', written USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER do_not_call_normalized BEFORE INSERT OR UPDATE ON do_not_call
FOR EACH ROW EXECUTE FUNCTION normalize_do_not_call();
--> statement-breakpoint
CREATE FUNCTION record_do_not_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	is_blocked boolean;
BEGIN
	IF TG_OP IN ('DELETE', 'UPDATE') THEN
		SELECT is_opted_out INTO is_blocked FROM consents
		WHERE phone = OLD.phone AND scope = 'org:' || OLD.org_id AND channel = 'call';
		-- An organization that is deleted takes its entries along; nobody said that they may be called.
		IF is_blocked AND EXISTS (SELECT FROM organizations WHERE id = OLD.org_id)
			AND (TG_OP = 'DELETE' OR (NEW.org_id, NEW.phone) IS DISTINCT FROM (OLD.org_id, OLD.phone)) THEN
			INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
			VALUES (OLD.org_id, 'org:' || OLD.org_id, OLD.phone, 'call', 'opt_in', OLD.source, 'operator', clock_timestamp());
			UPDATE consents SET is_opted_out = false, at = clock_timestamp()
			WHERE phone = OLD.phone AND scope = 'org:' || OLD.org_id AND channel = 'call';
		END IF;
	END IF;
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		SELECT is_opted_out INTO is_blocked FROM consents
		WHERE phone = NEW.phone AND scope = 'org:' || NEW.org_id AND channel = 'call';
		IF is_blocked IS NOT TRUE THEN
			INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
			VALUES (NEW.org_id, 'org:' || NEW.org_id, NEW.phone, 'call', 'opt_out', NEW.source, 'operator', clock_timestamp());
			INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
			VALUES ('org:' || NEW.org_id, NEW.phone, 'call', NEW.org_id, true, clock_timestamp())
			ON CONFLICT (phone, scope, channel) DO UPDATE SET is_opted_out = true, at = excluded.at;
		END IF;
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER do_not_call_recorded AFTER INSERT OR UPDATE OR DELETE ON do_not_call
FOR EACH ROW EXECUTE FUNCTION record_do_not_call();
--> statement-breakpoint
-- The other way round: what a tool, an import or the service itself wrote shows in the operators' table.
CREATE FUNCTION mirror_call_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.is_opted_out THEN
		INSERT INTO do_not_call (org_id, phone, source)
		SELECT NEW.org_id, NEW.phone, coalesce((
			SELECT upper(l.source) FROM consent_ledger l
			WHERE l.phone = NEW.phone AND l.scope = NEW.scope AND l.channel = 'call' ORDER BY l.id DESC LIMIT 1
		), 'OPERATOR')
		FROM organizations o WHERE o.id = NEW.org_id
		ON CONFLICT (org_id, phone) DO NOTHING;
	ELSE
		DELETE FROM do_not_call WHERE org_id = NEW.org_id AND phone = NEW.phone;
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
-- Texts are not concerned, so that a STOP costs what it cost before. Only what an organization knows is in the table:
-- a stranger who opted out of one of our numbers has scope number:… and no organization.
CREATE TRIGGER consents_mirrored AFTER INSERT OR UPDATE ON consents
FOR EACH ROW WHEN (NEW.channel = 'call' AND NEW.scope = 'org:' || NEW.org_id)
EXECUTE FUNCTION mirror_call_consent();
--> statement-breakpoint
CREATE VIEW runbook."DoNotCall" AS
SELECT id,
	org_id AS "businessId",
	phone AS "phoneE164",
	source,
	created_at AS "createdAt"
FROM do_not_call;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON runbook."DoNotCall" TO jobrun_operator;
