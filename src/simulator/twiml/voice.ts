/** Runs the TwiML of a call: fetches a document, does its verbs in order, follows where they lead. */
import type { Leg } from '../network/types.ts';
import { wasAccepted } from '../webhooks/deliver.ts';
import { voiceFields } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { World } from '../world.ts';
import { parseTwiml, type TwimlElement } from './parse.ts';
import type { GoTo, Reading, TwimlEnd, TwimlRun, TwimlSource } from './reading.ts';
import { verbs } from './verbs.ts';

/** More documents than this in one call are a loop of redirects. */
const mostDocuments = 50;

export async function runTwiml(world: World, run: TwimlRun): Promise<TwimlEnd> {
  const answer = once(run.onAnswered);
  let source = run.source;
  let extra: Readonly<Record<string, string>> = {};
  for (let document = 0; document < mostDocuments; document += 1) {
    const kind = document === 0 ? 'voice' : 'voice-action';
    const fetched = await fetchDocument(world, { leg: run.leg, source, extra, kind });
    if (run.leg.ending.signal.aborted) return 'hung-up';
    if (!fetched) {
      answer();
      run.party.hears('We are sorry, an application error has occurred. Goodbye.', 'machine');
      return 'finished';
    }
    const reading: Reading = {
      world,
      leg: run.leg,
      party: run.party,
      documentUrl: fetched.url,
      answer,
      run: (other) => runTwiml(world, other),
    };
    const next = await runDocument(reading, fetched.response);
    if (typeof next === 'string') return next;
    source = { url: next.url, method: next.method };
    extra = next.fields;
  }
  return 'finished';
}

async function runDocument(reading: Reading, response: TwimlElement): Promise<TwimlEnd | GoTo> {
  const signal = reading.leg.ending.signal;
  try {
    for (const verb of response.children) {
      const isQuiet = verb.name === 'Reject' || verb.attributes.answerOnBridge === 'true';
      if (!isQuiet) reading.answer();
      const act = verbs[verb.name];
      if (!act) reading.party.hears(`(<${verb.name}> is not simulated)`, 'network');
      const next = await act?.(reading, verb);
      if (signal.aborted) return 'hung-up';
      if (next !== undefined) return next;
    }
    reading.answer();
    return 'finished';
  } catch (error) {
    // Waiting ends by an exception when somebody hangs up; anything else is a defect and must be seen.
    if (signal.aborted) return 'hung-up';
    throw error;
  }
}

async function fetchDocument(
  world: World,
  asked: {
    leg: Leg;
    source: TwimlSource;
    extra: Readonly<Record<string, string>>;
    kind: 'voice' | 'voice-action';
  },
): Promise<{ response: TwimlElement; url: string } | null> {
  const { leg, source } = asked;
  try {
    if ('twiml' in source) return { response: parseTwiml(source.twiml), url: '' };
    const fields = { ...voiceFields(world.settings.twilio.accountSid, leg), ...asked.extra };
    const record = await callTwilioWebhook(world, { kind: asked.kind, ...source, fields });
    if (!wasAccepted(record)) return null;
    if (record.answer.trim() === '') return { response: parseTwiml('<Response/>'), url: record.url };
    return { response: parseTwiml(record.answer), url: record.url };
  } catch (error) {
    if (world.background.signal.aborted) throw error;
    world.settings.log('simulator: the answer to a call is not TwiML', { error });
    return null;
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
