/** The owner switches call forwarding off from their desk: its machine lives in their other thread, with the onboarding number. */
import type { MachineEvent } from '../../machines/step/index.ts';
import type { InsideContext } from './inside.ts';
import { lockConversation } from './sql/lock-conversation.ts';
import { conversationKey } from './world.ts';

export async function turnForwardingOff(
  _params: object,
  { sql, world, organization, onboardingNumber, walkThread }: InsideContext,
): Promise<MachineEvent> {
  const numbers = { ourNumber: onboardingNumber, theirNumber: organization.ownerPhone };
  const key = conversationKey(organization.id, numbers.ourNumber, numbers.theirNumber, 'forwarding');
  if (!world.conversations.has(key)) {
    const conversation = await lockConversation(sql, organization.id, { ...numbers, machine: 'forwarding' });
    if (conversation) world.conversations.set(key, conversation);
  }
  const phoneType = world.conversations.get(key)?.context.phoneType ?? null;
  await walkThread({ ...numbers, isTextable: organization.isOwnerTextable }, 'forwarding', {
    type: 'FORWARDING_DISABLED',
  });
  return { type: 'FORWARDING_TURNED_OFF', phoneType };
}
