/** The whole onboarding of one owner, played at a pace that can be followed, in the terminal and on the phone page. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Phone } from '../../src/simulator/index.ts';
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

/** What the play needs of the stage. */
type Playable = Pick<Stage, 'simulator' | 'config'>;

export async function playOnboarding(stage: Playable, print: (line: string) => void): Promise<void> {
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
  await playMissedCall(stage, { owner: owner.number, number, print });
}

/** What the tradesperson pays for: a customer is missed, texted back, and the job is on the owner's phone. */
async function playMissedCall(
  { simulator, config }: Playable,
  { owner: ownerPhone, number, print }: { owner: string; number: string; print: (line: string) => void },
): Promise<void> {
  const owner = simulator.network.phone(ownerPhone);
  const customer = simulator.network.newPhone();
  const hear = async (phone: Phone, answer: RegExp, label: string) => {
    const found = await simulator.waitFor(
      () => phone.messages.find(({ body, peer }) => peer === number && answer.test(body)),
      { timeoutMs: 15_000 },
    );
    print(`  ${label}${found.body.replaceAll('\n', '\n          ')}\n`);
    await delay(READING_MS);
  };
  print(`  … a customer, ${customer.number}, rings the owner, who is on a ladder\n`);
  customer.call(ownerPhone);
  await hear(customer, /missed your call/, `to the customer  `);
  print('  customer  leaking tap in Leeds LS1, urgent, tomorrow morning, Anna');
  customer.text(number, 'leaking tap in Leeds LS1, urgent, tomorrow morning, Anna');
  await hear(owner, /New job/, 'to the owner  ');
  print('  owner     1 I can come at nine');
  owner.text(number, '1 I can come at nine');
  await hear(customer, /^I can come at nine$/, 'to the customer  ');
  print(`${config.BRAND_NAME} answers ${number} from now on.`);
}
