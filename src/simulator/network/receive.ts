/** A text that arrives at a number of the account: keywords first, then the webhook, then its answer. */
import { readSmsAnswer, type SmsReply } from '../twiml/sms-reply.ts';
import { wasAccepted } from '../webhooks/deliver.ts';
import { inboundTextFields } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { World } from '../world.ts';
import { keywordAnswers, keywordIn } from './keywords.ts';
import { sendFromAccount } from './send.ts';
import { pair } from './state.ts';
import type { AccountNumber, Text } from './types.ts';

/** More `<Redirect>`s than this are a loop. */
const mostRedirects = 10;

/** Texts of one person to one number are handed over one after the other, in the order they were written. */
export function receiveForAccount(world: World, text: Text): void {
  world.network.texts.set(text.sid, text);
  const number = world.network.numbers.get(text.to);
  if (!number) return;
  obeyKeyword(world, text);
  const key = pair(text.to, text.from);
  const isOvertaken = world.lies.isOvertaken(text);
  const before = world.network.inOrder.get(key) ?? Promise.resolve();
  const now = before.then(() => handOver(world, number, text));
  // The order must survive a failed predecessor; the failure itself is reported by `run`.
  const settled = isOvertaken ? before : now.catch(() => undefined);
  world.network.inOrder.set(key, settled);
  world.background.run('hand over a text', async () => {
    await now;
    if (world.network.inOrder.get(key) === settled) world.network.inOrder.delete(key);
  });
}

/** Twilio blocks and answers by itself, and still forwards the text to the webhook. */
function obeyKeyword(world: World, text: Text): void {
  if (world.settings.optOutHandledBy !== 'twilio') return;
  const keyword = keywordIn(text.body);
  if (!keyword) return;
  const key = pair(text.to, text.from);
  const isBlocked = world.network.optOuts.has(key);
  // A YES or START of somebody who never opted out is an ordinary word.
  if (keyword === 'start' && !isBlocked) return;
  if (keyword === 'stop') world.network.optOuts.add(key);
  if (keyword === 'start') world.network.optOuts.delete(key);
  // Who repeats STOP is not told again.
  if (keyword === 'stop' && isBlocked) return;
  sendFromAccount(world, {
    from: text.to,
    to: text.from,
    body: keywordAnswers[keyword],
    media: [],
    statusCallback: null,
    writtenBy: 'network',
  });
}

async function handOver(world: World, number: AccountNumber, text: Text): Promise<void> {
  if (number.smsUrl === '') return tick(world, text, 'failed', 'This number has no SMS webhook');
  const fields = inboundTextFields(world.settings.twilio.accountSid, text);
  let next = { url: number.smsUrl, method: number.smsMethod };
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const record = await callTwilioWebhook(world, { kind: 'sms', ...next, fields });
    if (!wasAccepted(record)) {
      const why = record.failure ?? `HTTP ${record.status}`;
      return tick(world, text, 'failed', `The service did not take it (${why})`);
    }
    tick(world, text, 'delivered', null);
    try {
      const answer = readSmsAnswer(record.answer, record.answerType);
      for (const reply of answer.replies) sendReply(world, text, reply, record.url);
      if (!answer.redirect) return;
      next = { url: new URL(answer.redirect.url, record.url).href, method: answer.redirect.method };
    } catch (error) {
      world.settings.log('simulator: the answer to a text is not TwiML', { error, answer: record.answer });
      return tick(world, text, 'failed', 'The service answered, but not with TwiML');
    }
  }
}

function sendReply(world: World, text: Text, reply: SmsReply, askedUrl: string): void {
  const sent = sendFromAccount(world, {
    from: reply.from ?? text.to,
    to: reply.to ?? text.from,
    body: reply.body,
    media: reply.mediaUrls.map((url) => ({ url, contentType: 'image/jpeg' })),
    statusCallback: reply.statusCallback ? new URL(reply.statusCallback, askedUrl).href : null,
    writtenBy: 'twiml',
  });
  if (typeof sent === 'number')
    world.settings.log('simulator: a reply was refused', { code: sent, to: text.from });
}

function tick(world: World, text: Text, state: Text['tick'], trouble: string | null): void {
  text.tick = state;
  text.trouble = trouble;
  text.updatedAt = world.settings.now();
  if (world.network.phones.has(text.from)) world.feed.emit({ type: 'text', phone: text.from, text });
}
