/** The whole onboarding of one owner, played at a pace that can be followed, in the terminal and on the phone page. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../support/stage.ts';

/** What the owner says, and what the answer to it must look like. */
const CONVERSATION: readonly (readonly [string, RegExp])[] = [
  ['Plumber from London', /business called/],
  ['ABC Plumbing', /your name/],
  ['John Smith', /SMS/],
  ['SMS', /READY/],
  ['YES', /\/pay\//],
];

/** One second between two texts: a person can read along. */
const READING_MS = 1_000;

export async function playOnboarding(stage: Stage, print: (line: string) => void): Promise<void> {
  const { simulator, config } = stage;
  const owner = simulator.network.newPhone();
  const caller = simulator.network.newPhone();
  print(`The owner's phone is ${owner.number}.\n`);

  const say = async (text: string, answer: RegExp) => {
    print(`  owner   ${text}`);
    const before = owner.messages.length;
    owner.text(config.ONBOARDING_NUMBER, text);
    return hear(answer, before);
  };
  const hear = async (answer: RegExp, from: number) => {
    const found = await simulator.waitFor(
      () => owner.messages.slice(from).find(({ body, direction }) => direction === 'in' && answer.test(body)),
      { timeoutMs: 15_000 },
    );
    print(`  ${config.BRAND_NAME}  ${found.body.replaceAll('\n', '\n          ')}\n`);
    await delay(READING_MS);
    return found;
  };

  let payLink = '';
  for (const [text, answer] of CONVERSATION) {
    payLink = /http\S+\/pay\/\S+/.exec((await say(text, answer)).body)?.[0] ?? '';
  }
  print('  … the owner opens the link and pays\n');
  const before = owner.messages.length;
  const checkout = await fetch(payLink, { redirect: 'manual' });
  const sessionId = /cs_\w+/.exec(checkout.headers.get('location') ?? '')?.[0] ?? '';
  simulator.stripe.pay(sessionId);
  const ready = await hear(/iPhone/, before);
  const number = /\+\d{7,15}/.exec(ready.body)?.[0] ?? '';

  await say('1', /Call Forwarding/);
  // Five seconds of ringing instead of twenty: this is a play.
  const code = `**004*${number}*11*5#`;
  print(`  … the owner dials ${code}\n`);
  owner.dial(code);
  owner.setBehaviour('no-answer');
  await say('DONE', /nearly there/);
  print(
    `  … ${caller.number} rings the owner, who does not answer: after 5 s the phone forwards to ${number}\n`,
  );
  const ringing = owner.messages.length;
  caller.call(owner.number);
  await hear(/You're live/, ringing);
  print(`${config.BRAND_NAME} answers ${number} from now on.`);
}
