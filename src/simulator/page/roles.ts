/** Whose phone it is, as far as the network can tell: an owner signs up and forwards calls, a caller rings or writes. */
import { forwardingSummary } from '../network/forwarding.ts';
import type { PhoneState } from '../network/types.ts';
import type { World } from '../world.ts';

export type Role = 'owner' | 'caller';

/** Null as long as nothing was done with the phone: whoever is only rung, as a customer by an agent, is no caller. */
export function roleOf(world: World, phone: PhoneState): Role | null {
  const { onboardingNumber } = world.settings;
  const hasSignedUp = phone.texts.some(
    ({ from, to }) => from === onboardingNumber || to === onboardingNumber,
  );
  if (hasSignedUp || forwardingSummary(phone.forwarding).to) return 'owner';
  const hasActed =
    phone.texts.some(({ from }) => from === phone.number) ||
    phone.calls.some(({ direction }) => direction === 'out');
  return hasActed ? 'caller' : null;
}

/** The phone that is worth looking at together with this one: of the other role if there is one, the latest used first. */
export function phoneBeside(world: World, number: string): string | null {
  const phone = world.network.phones.get(number);
  if (!phone) return null;
  const role = roleOf(world, phone);
  const [best] = [...world.network.phones.values()]
    .filter((one) => one !== phone)
    .map((one) => ({ number: one.number, isOther: roleOf(world, one) !== role, at: lastAct(one) }))
    .sort((one, other) => Number(other.isOther) - Number(one.isOther) || other.at - one.at);
  return best?.number ?? null;
}

function lastAct({ createdAt, texts, calls }: PhoneState): number {
  const times = [createdAt, texts.at(-1)?.createdAt, calls.at(-1)?.startedAt];
  return Math.max(...times.map((at) => at?.getTime() ?? 0));
}
