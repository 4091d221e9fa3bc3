/** A text that somebody writes on a phone, to the account or to another phone. */
import { newSid } from '../ids.ts';
import type { World } from '../world.ts';
import { phoneAt } from './phones.ts';
import { receiveForAccount } from './receive.ts';
import { countSegments } from './segments.ts';
import { longestBody } from './send.ts';
import type { Media, PhoneState, Text } from './types.ts';

export interface WrittenText {
  readonly to: string;
  readonly body: string;
  readonly media: readonly Media[];
}

export function writeText(world: World, phone: PhoneState, written: WrittenText): Text {
  if (written.body.length > longestBody) throw new Error(`a text has at most ${longestBody} characters`);
  if (written.body === '' && written.media.length === 0) throw new Error('the text is empty');
  const toAccount = world.network.numbers.has(written.to);
  const at = world.settings.now();
  const text: Text = {
    sid: newSid(written.media.length > 0 ? 'MM' : 'SM'),
    direction: toAccount ? 'inbound' : 'peer',
    writtenBy: 'phone',
    from: phone.number,
    to: written.to,
    body: written.body,
    media: written.media,
    numSegments: countSegments(written.body).segments,
    statusCallback: null,
    createdAt: at,
    updatedAt: at,
    sentAt: null,
    status: 'queued',
    tick: 'sending',
    errorCode: null,
    trouble: null,
  };
  // A phone that is written to exists from now on; a bad number throws before anything is shown.
  if (!toAccount) phoneAt(world, written.to);
  phone.texts.push(text);
  world.feed.emit({ type: 'text', phone: phone.number, text });
  world.background.run('send a text', () => depart(world, text));
  return text;
}

async function depart(world: World, text: Text): Promise<void> {
  await world.background.sleep(world.settings.pace.sentMs);
  text.sentAt = world.settings.now();
  text.updatedAt = text.sentAt;
  text.tick = 'sent';
  text.status = text.direction === 'inbound' ? 'received' : 'sent';
  world.feed.emit({ type: 'text', phone: text.from, text });
  await world.background.sleep(world.settings.pace.deliveredMs);
  if (text.direction === 'inbound') return receiveForAccount(world, text);
  const receiver = phoneAt(world, text.to);
  receiver.texts.push(text);
  text.status = 'delivered';
  text.tick = 'delivered';
  world.feed.emit({ type: 'text', phone: receiver.number, text });
  world.feed.emit({ type: 'text', phone: text.from, text });
}
