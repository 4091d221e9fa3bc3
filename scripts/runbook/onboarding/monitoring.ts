/** The four monitoring queries, once while somebody waits for a number and once at the end. */
import { monitoringQueries } from '../../support/monitoring-queries.ts';
import { ANY_TIME, type PrintedRow, type RowsCheck, type Scene } from '../player/script.ts';
import { rows } from '../player/steps.ts';

/** What each query must show, by its title. */
type Foreseen = Readonly<Record<string, RowsCheck['expected']>>;

function queries(foreseen: Foreseen): RowsCheck[] {
  return monitoringQueries.map(({ title, text }) => {
    const expected = foreseen[title];
    if (!expected) throw new Error(`nothing is foreseen for the monitoring query "${title}"`);
    return rows(title, `${text};`, expected);
  });
}

/** After scenario 3: test-client-2 waits in S5, and every number stands under a client that does not exist. */
export const monitoringWhileWaiting: Scene = {
  title: 'Monitoring Queries, while test-client-2 waits',
  goal: 'Each runs as written and shows who is stuck',
  steps: queries({
    'Check Pool Health': [{ status: 'ASSIGNED', count: 10, percentage: '100.00' }],
    'Find Clients Waiting for Numbers': [
      {
        id: 'test-client-2',
        businessName: 'ABC Plumbing',
        phoneNumber: '447900000002',
        paymentActive: true,
        twilioNumber: null,
        createdAt: ANY_TIME,
      },
    ],
    'Check Recent Allocations': [],
    'Audit Onboarding Blocks': [
      {
        id: 'test-client-2',
        businessName: 'ABC Plumbing',
        phoneNumber: '447900000002',
        paymentActive: true,
        current_state: 'S5_CONFIRM_LIVE',
        updated_at: ANY_TIME,
      },
    ],
  }),
};

/** After scenario 6: three of ten numbers are taken, and the one client without a number is not in S5. */
export const monitoringAtTheEnd: Scene = {
  title: 'Monitoring Queries, at the end',
  goal: 'Each runs as written and shows what the scenarios left behind',
  steps: queries({
    'Check Pool Health': [
      { status: 'ASSIGNED', count: 3, percentage: '30.00' },
      { status: 'AVAILABLE', count: 7, percentage: '70.00' },
    ],
    'Find Clients Waiting for Numbers': [
      {
        id: 'test-client-no-number',
        businessName: 'No Number Test',
        phoneNumber: '447900000999',
        paymentActive: true,
        twilioNumber: null,
        createdAt: ANY_TIME,
      },
    ],
    'Check Recent Allocations': {
      rule: 'race-client-1, -2 and -3, each once, the latest first',
      holds: areTheRaceClients,
    },
    'Audit Onboarding Blocks': [],
  }),
};

/** Which of three parallel allocations was the latest cannot be foreseen. */
function areTheRaceClients(found: readonly PrintedRow[]): boolean {
  const clients = found.map(({ client_id, businessName, owner_phone }) =>
    [client_id, businessName, owner_phone].join(),
  );
  const moments = found.map(({ assigned_at }) => assigned_at ?? '');
  const expected = [1, 2, 3].map((n) => `race-client-${n},Race Test ${n},44790000010${n}`);
  return (
    clients.sort().join('|') === expected.join('|') && moments.join() === [...moments].sort().reverse().join()
  );
}
