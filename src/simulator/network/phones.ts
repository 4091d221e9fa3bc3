/** Phones come into being when they are first used; here they are found or made. */
import type { World } from '../world.ts';
import { isE164 } from './e164.ts';
import type { PhoneState } from './types.ts';

/** Throws when `number` is not E.164 or belongs to the account: those are no phones. */
export function phoneAt(world: World, number: string): PhoneState {
  const known = world.network.phones.get(number);
  if (known) return known;
  if (!isE164(number)) throw new Error(`${number} is not an E.164 number`);
  if (world.network.numbers.has(number)) throw new Error(`${number} is a number of the account, not a phone`);
  const phone: PhoneState = {
    number,
    createdAt: world.settings.now(),
    behaviour: 'no-answer',
    says: [],
    forwarding: { unconditional: null, busy: null, noReply: null, unreachable: null },
    texts: [],
    calls: [],
  };
  world.network.phones.set(number, phone);
  world.feed.emit({ type: 'phone', phone: number });
  return phone;
}

/** Ofcom reserves +447700900000–900999 for drama: nobody real is ever texted by mistake. */
export function unusedReservedNumber(world: World): string {
  const free: string[] = [];
  for (let last = 0; last <= 999; last += 1) {
    const number = `+447700900${String(last).padStart(3, '0')}`;
    // A number with a name belongs to somebody, whose phone may come into being at any moment.
    const isTaken = world.settings.contacts.has(number) || world.network.numbers.has(number);
    if (!isTaken && !world.network.phones.has(number)) free.push(number);
  }
  const chosen = free[Math.floor(Math.random() * free.length)];
  if (!chosen) throw new Error('all 1000 reserved numbers are in use');
  return chosen;
}
