-- How long calls are kept. The engine may delete none of these rows and may not rewrite the journal; it may call the two
-- functions below, which belong to the owner of the tables, run as that owner, and refuse what is recent or not over.
--
-- What the journal keeps of steps in which something was said: which event it was, of which call, and which effects
-- followed. The mark tells a replay that there is nothing left to read.
CREATE FUNCTION by_month.empty_journal_of(calls uuid[], before timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
	UPDATE public.transitions t SET
		event = jsonb_build_object('type', t.event -> 'type', 'callId', t.event -> 'callId', 'isEmptied', true),
		effects = (
			SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('type', effect -> 'type', 'params',
				jsonb_build_object('text', effect #> '{params,text}'))) ORDER BY nth), '[]')
			FROM jsonb_array_elements(t.effects) WITH ORDINALITY AS e(effect, nth))
	WHERE t.conversation_id IN (
			SELECT v.id FROM public.agent_calls c JOIN public.conversations v ON v.org_id = c.org_id
				AND v.our_number = c.our_number AND v.their_number = c.phone AND v.machine = 'call-outcome'
			WHERE c.id = ANY (calls))
		AND t.at < before
		AND t.event ->> 'type' IN ('CALL_REPORTED', 'TOOL_CALLED') AND NOT t.event ? 'isEmptied'
$$;
--> statement-breakpoint
-- Empties what was said on calls that ended more than `kept_days` ago, `most` calls at a time: the transcript and the
-- notes in the journal and in what arrived, the summary and the evidence of the call, the words of its follow-ups and
-- callbacks. Label, times and numbers stay. A call of which something is still owed keeps its words until that is done.
-- Seven days at least, whoever asks: so long somebody may check a label, or answer a complaint.
CREATE FUNCTION by_month.empty_call_words(kept_days integer, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	before timestamptz := now() - make_interval(days => kept_days);
	due uuid[];
	emptied integer;
	more integer;
BEGIN
	IF kept_days IS NULL OR kept_days < 7 THEN
		RAISE EXCEPTION 'seven days are kept at least, not %', kept_days USING ERRCODE = 'invalid_parameter_value';
	END IF;
	due := ARRAY(
		SELECT c.id FROM public.agent_calls c
		WHERE c.ended_at < before AND c.words_emptied_at IS NULL AND c.status NOT IN ('queued', 'dialling', 'answered')
			AND NOT EXISTS (SELECT FROM public.follow_ups f WHERE f.call_id = c.id AND f.status = 'pending')
			AND NOT EXISTS (SELECT FROM public.callbacks k WHERE k.call_id = c.id AND k.status = 'pending')
		ORDER BY c.ended_at LIMIT most FOR UPDATE OF c SKIP LOCKED);
	PERFORM by_month.empty_journal_of(due, before);
	UPDATE public.follow_ups SET words = NULL WHERE call_id = ANY (due);
	UPDATE public.callbacks SET reason = NULL, preferred_time = NULL WHERE call_id = ANY (due);
	UPDATE public.agent_calls SET words_emptied_at = now(), summary = NULL, analysis = analysis - 'evidence' - 'notes'
	WHERE id = ANY (due);
	GET DIAGNOSTICS emptied = ROW_COUNT;
	-- Also what changed nothing, such as a transcript that came after the company had been asked for it.
	UPDATE public.inbound_events SET payload = '{"isEmptied": true}' WHERE id IN (
		SELECT id FROM public.inbound_events
		WHERE payload #>> '{occurrence,machine}' = 'call-outcome' AND id < by_month.first_id(before)
			AND status = 'handled' AND handled_at < before
		ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED);
	GET DIAGNOSTICS more = ROW_COUNT;
	RETURN emptied + more;
END
$$;
--> statement-breakpoint
-- Throws away what ended before the last `kept_months` whole months, `most` rows of each table at a time: batches that
-- are over with their lists, calls whose batch is gone or that had none, follow-ups and callbacks that are done, and the
-- counts of days. A call that somebody is still owed something for stays, and so does a batch of which one is not over.
-- Consent is no part of it. Three months at least, whoever asks.
CREATE FUNCTION by_month.forget_calls(kept_months integer, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
	before timestamptz := date_trunc('month', now()) - make_interval(months => kept_months);
	due uuid[];
	forgotten integer;
	more integer;
BEGIN
	IF kept_months IS NULL OR kept_months < 3 THEN
		RAISE EXCEPTION 'three months are kept at least, not %', kept_months USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- Locked, so that nobody takes up again a batch whose list is going.
	due := ARRAY(
		SELECT b.id FROM public.call_batches b
		WHERE b.status IN ('completed', 'cancelled', 'failed') AND b.ended_at < before
			AND NOT EXISTS (SELECT FROM public.agent_calls c
				WHERE c.batch_id = b.id AND c.status IN ('queued', 'dialling', 'answered'))
		ORDER BY b.ended_at LIMIT most FOR UPDATE OF b SKIP LOCKED);
	DELETE FROM public.batch_recipients WHERE id IN (
		SELECT id FROM public.batch_recipients WHERE batch_id = ANY (due) LIMIT most);
	GET DIAGNOSTICS forgotten = ROW_COUNT;
	DELETE FROM public.call_batches b
	WHERE b.id = ANY (due) AND NOT EXISTS (SELECT FROM public.batch_recipients r WHERE r.batch_id = b.id);
	GET DIAGNOSTICS more = ROW_COUNT;
	forgotten := forgotten + more;
	due := ARRAY(
		SELECT c.id FROM public.agent_calls c
		WHERE c.ended_at < before AND c.status NOT IN ('queued', 'dialling', 'answered')
			AND NOT EXISTS (SELECT FROM public.call_batches b WHERE b.id = c.batch_id)
			AND NOT EXISTS (SELECT FROM public.follow_ups f WHERE f.call_id = c.id AND f.status = 'pending')
			AND NOT EXISTS (SELECT FROM public.callbacks k WHERE k.call_id = c.id AND k.status = 'pending')
		ORDER BY c.ended_at LIMIT most FOR UPDATE OF c SKIP LOCKED);
	-- What was said goes with the call, however long the journal is kept.
	PERFORM by_month.empty_journal_of(due, before);
	DELETE FROM public.agent_calls WHERE id = ANY (due);
	GET DIAGNOSTICS more = ROW_COUNT;
	forgotten := forgotten + more;
	DELETE FROM public.follow_ups WHERE id IN (
		SELECT id FROM public.follow_ups WHERE status <> 'pending' AND coalesce(done_at, scheduled_for) < before LIMIT most);
	GET DIAGNOSTICS more = ROW_COUNT;
	forgotten := forgotten + more;
	DELETE FROM public.callbacks WHERE id IN (
		SELECT id FROM public.callbacks WHERE status = 'done' AND coalesce(done_at, requested_at) < before LIMIT most);
	GET DIAGNOSTICS more = ROW_COUNT;
	forgotten := forgotten + more;
	DELETE FROM public.outbound_usage WHERE (org_id, day) IN (
		SELECT org_id, day FROM public.outbound_usage WHERE day < before::date LIMIT most);
	GET DIAGNOSTICS more = ROW_COUNT;
	RETURN forgotten + more;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION by_month.empty_journal_of(uuid[], timestamptz), by_month.empty_call_words(integer, integer),
	by_month.forget_calls(integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION by_month.empty_call_words(integer, integer), by_month.forget_calls(integer, integer)
	TO jobrun_engine;
