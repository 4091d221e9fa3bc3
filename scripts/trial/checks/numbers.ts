/** One number per payer: never two owners on one number, never two numbers for one owner, none held by nobody. */
import { type Checked, type CheckTools, unless } from './finding.ts';

export async function checkNumbers({ sql }: CheckTools): Promise<Checked> {
  const shared = await sql<{ what: string }[]>`
    SELECT twilio_number || ' is held by ' || count(*) || ' owners' AS what FROM organizations
    WHERE twilio_number IS NOT NULL GROUP BY twilio_number HAVING count(*) > 1`;
  const several = await sql<{ what: string }[]>`
    SELECT org_id || ' has ' || count(*) || ' numbers' AS what FROM phone_numbers
    WHERE org_id IS NOT NULL AND status = 'ASSIGNED' GROUP BY org_id HAVING count(*) > 1`;
  const apart = await sql<{ what: string }[]>`
    SELECT coalesce(o.id, n.org_id) || ': the owner has ' || coalesce(o.twilio_number, 'none') || ', the pool says ' ||
      coalesce(n.phone_e164, 'none') AS what
    FROM (SELECT * FROM organizations WHERE twilio_number IS NOT NULL) o
    FULL JOIN (SELECT * FROM phone_numbers WHERE status = 'ASSIGNED' AND role = 'OPERATIONAL') n ON n.phone_e164 = o.twilio_number AND n.org_id = o.id
    WHERE o.id IS NULL OR n.phone_e164 IS NULL`;
  const unpaid = await sql<{ what: string }[]>`
    SELECT o.id || ' has ' || o.twilio_number || ' and never paid' AS what FROM organizations o
    WHERE o.twilio_number IS NOT NULL AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.org_id = o.id AND s.standing <> 'unpaid')`;
  const [count] = await sql<{ live: number; assigned: number }[]>`
    SELECT (SELECT count(*)::int FROM organizations WHERE onboarded_at IS NOT NULL) AS live,
      (SELECT count(*)::int FROM organizations WHERE twilio_number IS NOT NULL) AS assigned`;
  return {
    broken: [
      ...unless(
        'a number has one owner',
        shared.map(({ what }) => what),
      ),
      ...unless(
        'an owner has one number',
        several.map(({ what }) => what),
      ),
      ...unless(
        'owner and pool agree',
        apart.map(({ what }) => what),
      ),
      ...unless(
        'a number is for those who paid',
        unpaid.map(({ what }) => what),
      ),
    ],
    counted: [
      { what: 'owners with a number', count: count?.assigned ?? 0 },
      { what: 'owners who are live', count: count?.live ?? 0 },
    ],
  };
}
