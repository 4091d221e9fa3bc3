/** Hands an owner's command to the enquiry of a caller: another thread, walked in the same transaction. */
import type { MachineEvent } from '../../machines/step/index.ts';
import { findEnquiry, listEnquiries } from '../enquiries/index.ts';
import { laneOf } from '../inbox/delivery.ts';
import type { InsideContext } from './inside.ts';
import { isOptedOut, lockConversation } from './sql/lock-conversation.ts';
import { conversationKey } from './world.ts';

/** The caller's conversation is locked late, after the owner's: should two wait for each other, the batch is run again. */
export async function tellEnquiry(
  { handle, event }: { readonly handle: number; readonly event: MachineEvent },
  { sql, world, organization, walkThread }: InsideContext,
): Promise<MachineEvent> {
  const found = await findEnquiry(sql, organization.id, handle);
  if (!found) return { type: 'ENQUIRY_UNKNOWN', open: await listEnquiries(sql, organization.id) };
  const numbers = { ourNumber: found.ourNumber, theirNumber: found.caller };
  const [conversation, isBlocked] = await Promise.all([
    lockConversation(sql, organization.id, { ...numbers, machine: 'enquiry' }),
    isOptedOut(sql, organization.id, numbers),
  ]);
  const key = conversationKey(organization.id, found.ourNumber, found.caller, 'enquiry');
  if (conversation && !world.conversations.has(key)) world.conversations.set(key, conversation);
  const isTextable = !(world.optedOut.get(laneOf(numbers)) ?? isBlocked);
  await walkThread({ ...numbers, isTextable }, 'enquiry', event);
  return { type: 'ENQUIRY_TOLD', handle, who: found.who, isTextable };
}
