/** The runbook of the onboarding: payment gate and number pool, six scenarios, four monitoring queries. */
import type { Runbook } from '../player/script.ts';
import { monitoringAtTheEnd, monitoringWhileWaiting } from './monitoring.ts';
import { scenario1 } from './scenario-1.ts';
import { scenario2 } from './scenario-2.ts';
import { scenario3 } from './scenario-3.ts';
import { scenario4 } from './scenario-4.ts';
import { scenario5 } from './scenario-5.ts';
import { scenario6 } from './scenario-6.ts';
import { setup } from './setup.ts';

/** The order matters: who waits after scenario 3 is served in scenario 4. */
export const onboarding: Runbook = {
  title: 'Runbook: number pool and payment gate',
  setup,
  scenes: [
    scenario1,
    scenario2,
    scenario3,
    monitoringWhileWaiting,
    scenario4,
    scenario5,
    scenario6,
    monitoringAtTheEnd,
  ],
};
