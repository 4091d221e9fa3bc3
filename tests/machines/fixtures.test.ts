/**
 * What any version ever stored can still be read. A fixture is one file per machine and version, one entry per state, as it
 * lay in the database. Files of old versions are never changed; `UPDATE=1` writes those of the present version.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type MachineName, machines, migrate, type Stored, stateNames, step } from '../../machines/index.ts';
import { callerTexts, ownerTexts } from '../transcripts/player.ts';
import { World } from '../transcripts/world.ts';

const folder = fileURLToPath(new URL('fixtures/', import.meta.url));
const names = Object.keys(machines) as MachineName[];
type Fixture = Record<string, Stored>;

/** A life that leads through every state of every machine. */
function collect(): Record<MachineName, Fixture> {
  const found: Record<MachineName, Fixture> = {
    onboarding: {},
    'payment-gate': {},
    forwarding: {},
    enquiry: {},
    desk: {},
    'call-outcome': {},
  };
  const world = new World({ pool: ['+447111111111'] });
  const look = () => {
    for (const name of names) {
      const { context, state, version } = world.storedOf(name);
      found[name][state] = { state, context, version };
    }
  };
  const say = (text: string) => {
    world.happen('onboarding', ownerTexts(text));
    look();
  };
  const stripe = (subscriptionId: string, status: string) => {
    world.subscriptions.set(subscriptionId, status);
    world.happen('payment-gate', {
      type: 'STRIPE_EVENT_RECEIVED',
      eventType: 'any',
      subscriptionId,
      customerId: null,
    });
    look();
  };
  look();
  for (const text of ['hi', 'Plumber from London', '?', 'ABC Plumbing', 'John Smith', 'SMS', 'READY'])
    say(text);
  world.wait(30 * 3_600_000);
  look();
  stripe('sub_1', 'active');
  for (const text of ['3', 'DONE', 'CALL ME']) say(text);
  world.wait(5 * 60_000);
  look();
  const from = '+447700900001';
  world.happen('onboarding', { type: 'CALL_ARRIVED', from, forwardedFrom: null, isFromOurNumber: false });
  look();
  stripe('sub_1', 'past_due');
  stripe('sub_1', 'canceled');
  world.happen('forwarding', { type: 'FORWARDING_DISABLED' });
  look();
  const missed = () => world.happen('enquiry', { type: 'CALL_MISSED', callSid: 'CA1' });
  missed();
  look();
  for (const text of ['leaking tap', 'Leeds LS1', '1', 'tomorrow morning', 'Anna']) {
    world.happen('enquiry', callerTexts(text));
    look();
  }
  world.happen('enquiry', { type: 'OWNER_TOOK_OVER' });
  world.open.push({ handle: 1, who: 'Anna', what: 'leaking tap' });
  world.happen('desk', ownerTexts('I can come at five'));
  look();
  const placed = { callId: 'call-1', conversationId: 'conv_1', callSid: 'CA1' };
  for (const event of [
    { type: 'CALL_DUE', callId: 'call-1' },
    { type: 'CALL_PLACED', ...placed },
    { type: 'TOOL_CALLED', ...placed, use: { tool: 'log_call_outcome', label: 'YES', notes: null } },
  ]) {
    world.happen('call-outcome', event);
    look();
  }
  return found;
}

if (process.env.UPDATE === '1') {
  for (const [name, fixture] of Object.entries(collect())) {
    const { version } = machines[name as MachineName];
    writeFileSync(`${folder}${name}.v${version}.json`, `${JSON.stringify(fixture, null, 2)}\n`);
  }
}

const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const entries = files.flatMap((file) => {
  const [, name = '', version = ''] = /^(.+)\.v(\d+)\.json$/.exec(file) ?? [];
  const fixture = JSON.parse(readFileSync(folder + file, 'utf8')) as Fixture;
  return Object.entries(fixture).map(([state, stored]) => ({
    name: name as MachineName,
    version: Number(version),
    state,
    stored,
  }));
});

describe('what was stored', () => {
  test.each(entries)(
    '$name version $version in $state can be restored',
    ({ name, version, state, stored }) => {
      expect(stored).toMatchObject({ state, version });
      const spec = machines[name];
      const facts = new World({ number: '+447111111111' }).facts;
      const migrated = migrate(spec, stored);
      expect(spec.parseContext(migrated.context, facts)).toMatchObject(migrated.context);
      const after = step(spec, stored, { type: 'NOBODY_KNOWS_THIS' }, facts);
      expect(after.isIgnored).toBe(true);
      expect(after.stored).toMatchObject({ state: migrated.state, version: spec.version });
    },
  );

  test.each(names)('%s has a fixture of every version from 1 on, and of every present state', (name) => {
    const { version } = machines[name];
    for (let old = 1; old <= version; old += 1)
      expect(existsSync(`${folder}${name}.v${old}.json`)).toBe(true);
    const present = entries.filter((entry) => entry.name === name && entry.version === version);
    expect(present.map(({ state }) => state).sort()).toEqual(stateNames(machines[name]).sort());
  });

  test('a present fixture is what the machine stores today', () => {
    for (const [name, fixture] of Object.entries(collect())) {
      for (const [state, stored] of Object.entries(fixture)) {
        const { version } = machines[name as MachineName];
        const found = entries.find((e) => e.name === name && e.version === version && e.state === state);
        expect(
          found?.stored,
          `${name} ${state}: raise the version, or UPDATE=1 for a harmless change`,
        ).toEqual(stored);
      }
    }
  });

  test.each(names)('%s: a row that an operator wrote by hand, with nothing in it, is completed', (name) => {
    const facts = new World({ number: '+447111111111' }).facts;
    for (const state of stateNames(machines[name])) {
      const byHand: Stored = { state, context: {}, version: null };
      const after = step(machines[name], byHand, { type: 'NOBODY_KNOWS_THIS' }, facts);
      expect(after.stored).toMatchObject({ state, version: machines[name].version });
    }
  });
});
