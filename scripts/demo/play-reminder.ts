/** One reminder, played: a program of the business asks the API for a call, a customer answers it. */
import { setTimeout as delay } from 'node:timers/promises';
import { sendingWindow } from '../../src/values/quiet-hours.ts';
import type { Stage } from '../support/stage.ts';
import { BUSINESS_NAME, CUSTOMERS } from './business.ts';
import type { DemoClock } from './clock.ts';
import { type Access, openApi } from './reminders/api.ts';
import { call } from './reminders/told.ts';

export interface Playable extends Pick<Stage, 'simulator'> {
  readonly access: Access;
  readonly clock: DemoClock;
}

/** 30 s: a killed node may be what is being shown. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;

export async function playReminder(
  { simulator, access, clock }: Playable,
  print: (line: string) => void,
): Promise<void> {
  const [anna] = CUSTOMERS;
  if (!anna) return;
  const api = openApi(() => access);
  const window = sendingWindow(clock.now(), 'Europe/London');
  if (!window.isOpen) {
    print('  … nobody is rung between 21:00 and 8:00: the clock of the demo is turned to the morning');
    clock.turnTo(window.opensAt);
  }
  print(`  … ${BUSINESS_NAME} has an agent remind ${anna.name} of a bill`);
  const json = { phoneNumber: anna.phone, name: anna.name, callType: 'BILLING_REMINDER' };
  const asked = await api.post('/api/assistants/test-call', { json });
  print(`  POST ${asked.path}: ${asked.status}\n`);
  const phone = simulator.network.phone(anna.phone);
  const ringing = await simulator.waitFor(() => phone.calls.find(({ status }) => status === 'ringing'), {
    timeoutMs: PATIENCE_MS,
  });
  phone.answer(ringing.id);
  const hello = await simulator.waitFor(() => ringing.heard.find(({ by }) => by === 'machine'));
  print(`  the agent  ${hello.text}`);
  print(`  ${anna.name}  Yes, I will pay today\n`);
  phone.speak('Yes, I will pay today', ringing.id);
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const { data } = call.safeParse((await api.get(`/api/calls/${asked.json?.callId}`)).json);
    if (data?.status === 'completed') return print(`  GET /api/calls/…: ${data.status}, ${data.label}`);
    if (performance.now() > endsAt) throw new Error('the reminder did not come to its end');
    await delay(PAUSE_MS);
  }
}
