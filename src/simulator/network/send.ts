/** A text that the account sends: refused or accepted here, then carried step by step to the phone. */
import { newSid } from '../ids.ts';
import { receiptFields } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { World } from '../world.ts';
import { isE164 } from './e164.ts';
import { phoneAt } from './phones.ts';
import { countSegments } from './segments.ts';
import { pair } from './state.ts';
import type { Media, Text, TextStatus } from './types.ts';

/** Above it Twilio answers 21617. */
export const longestBody = 1600;

export interface SendOrder {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly Media[];
  readonly statusCallback: string | null;
  readonly writtenBy: 'rest' | 'twiml' | 'network';
}

/** Twilio's own codes for "no". */
export type SendRefusal = 21211 | 21212 | 21606 | 21610 | 21602 | 21617;

export function sendFromAccount(world: World, order: SendOrder): Text | SendRefusal {
  const refusal = refusalFor(world, order);
  if (refusal) return refusal;
  const at = world.settings.now();
  const text: Text = {
    sid: newSid(order.media.length > 0 ? 'MM' : 'SM'),
    direction: order.writtenBy === 'rest' ? 'outbound-api' : 'outbound-reply',
    writtenBy: order.writtenBy,
    from: order.from,
    to: order.to,
    body: order.body,
    media: order.media,
    numSegments: countSegments(order.body).segments,
    statusCallback: order.statusCallback,
    createdAt: at,
    updatedAt: at,
    sentAt: null,
    status: 'queued',
    tick: 'received',
    errorCode: null,
    trouble: null,
  };
  world.network.texts.set(text.sid, text);
  world.feed.emit({ type: 'receipt', text });
  world.background.run('carry a text', () => carry(world, text));
  return text;
}

function refusalFor(world: World, order: SendOrder): SendRefusal | null {
  if (!isE164(order.to)) return 21211;
  if (!isE164(order.from)) return 21212;
  if (!world.network.numbers.has(order.from)) return 21606;
  if (order.body === '' && order.media.length === 0) return 21602;
  if (order.body.length > longestBody) return 21617;
  // Twilio's own confirmation of STOP is the one text that an opted-out phone still gets.
  const isBlocked = world.network.optOuts.has(pair(order.from, order.to));
  return isBlocked && order.writtenBy !== 'network' ? 21610 : null;
}

/** queued → sent → delivered, each step reported before the next is taken, so that receipts come in order. */
async function carry(world: World, text: Text): Promise<void> {
  await world.background.sleep(0);
  await report(world, text);
  await world.background.sleep(world.settings.pace.sentMs);
  await move(world, text, 'sent');
  await world.background.sleep(world.settings.pace.deliveredMs);
  if (world.network.numbers.has(text.to)) {
    await move(world, text, 'delivered');
    world.wires.receiveText(world, inboundCopy(text));
    return;
  }
  const phone = phoneAt(world, text.to);
  const failure = phone.behaviour === 'unreachable' ? 30003 : world.lies.carrierFailure(text);
  if (failure !== null) {
    text.errorCode = failure;
    await move(world, text, 'undelivered');
    return;
  }
  phone.texts.push(text);
  world.feed.emit({ type: 'text', phone: phone.number, text });
  await move(world, text, 'delivered');
}

/** One number of the account texts another: the same words arrive there as a text of their own. */
function inboundCopy(text: Text): Text {
  return { ...text, sid: newSid('SM'), direction: 'inbound', writtenBy: 'phone', status: 'received' };
}

async function move(world: World, text: Text, status: TextStatus): Promise<void> {
  text.status = status;
  text.updatedAt = world.settings.now();
  if (status === 'sent') text.sentAt = text.updatedAt;
  world.feed.emit({ type: 'receipt', text });
  await report(world, text);
}

async function report(world: World, text: Text): Promise<void> {
  if (!text.statusCallback) return;
  const fields = receiptFields(world.settings.twilio.accountSid, text);
  await callTwilioWebhook(world, { kind: 'sms-status', url: text.statusCallback, method: 'POST', fields });
}
