/** An owner: signs up by text, pays, forwards the phone, and then answers customers; asks again when nothing comes back. */
import type { Phone } from '../../../src/simulator/index.ts';
import type { Chance } from '../chance.ts';
import { latest, type PeopleTools, type Person } from './person.ts';

/** What a question looks like, and what an owner answers to it. The first that fits. */
const ANSWERS: readonly (readonly [RegExp, string | 'pay' | 'dial' | 'ask for a call'])[] = [
  [/Don't pick up/i, 'nothing'],
  [/let it ring out|did not reach us|couldn't ring you/i, 'ask for a call'],
  [/call forwarding|reply DONE|type \*\*/i, 'dial'],
  [/Reply 1 for iPhone/i, '1'],
  [/\/pay\//, 'pay'],
  [/priority list|in 1 minute/i, 'READY'],
  [/Reply READY/i, 'READY'],
  [/Reply SMS/i, 'SMS'],
  [/your name\?/i, 'John Smith'],
  [/business called/i, 'ABC Plumbing'],
  [/What's your trade\?|where are you based/i, 'Plumber from London'],
];

/** What a live owner says to the desk. */
const DESK = ['LIST', '1 on my way', '2 I can come at five', 'TAKE 1', 'BACK 1', 'DONE 1', 'HELP', '3 hello'];

export function createOwner(phone: Phone, name: string, chance: Chance, tools: PeopleTools): Person {
  phone.setBehaviour('no-answer');
  let said = 0;
  const say = (to: string, body: string) => {
    said += 1;
    phone.text(to, body);
  };
  return {
    phone,
    act: async () => {
      const number = ownNumber(phone, tools.onboardingNumber);
      if (number) tools.openFor(name, { phone: phone.number, number });
      const question = latest(phone, tools.onboardingNumber);
      if (number && isLive(phone, tools.onboardingNumber)) return live(number);
      if (tools.isOut(tools.onboardingNumber, phone.number)) {
        return say(tools.onboardingNumber, 'START');
      }
      if (chance.isLucky(0.02)) return say(tools.onboardingNumber, chance.pick(['HELP', 'STOP', 'BACK']));
      const answer = ANSWERS.find(([question_]) => question_.test(question?.body ?? ''))?.[1];
      switch (answer) {
        case 'nothing':
          return;
        case 'pay':
          return void (await pay(question?.body ?? '', tools).catch(() => {}));
        case 'dial':
          if (number) phone.dial(`**004*${number}*11*5#`);
          return say(tools.onboardingNumber, 'DONE');
        case 'ask for a call':
          return chance.isLucky(0.5) ? say(tools.onboardingNumber, 'CALL ME') : tools.ring(phone.number);
        default:
          return say(tools.onboardingNumber, answer ?? 'Plumber from London');
      }
    },
    said: () => said,
  };

  function live(number: string): void {
    if (chance.isLucky(0.3)) say(number, chance.pick(DESK));
  }
}

function isLive(phone: Phone, onboardingNumber: string): boolean {
  return phone.messages.some(
    ({ peer, body }) => peer === onboardingNumber && body.startsWith("You're live!"),
  );
}

/** The dedicated number, as the owner read it. */
function ownNumber(phone: Phone, onboardingNumber: string): string | null {
  for (const { direction, peer, body } of phone.messages) {
    const number = /number is (\+\d+)/.exec(body)?.[1];
    if (direction === 'in' && peer === onboardingNumber && number) return number;
  }
  return null;
}

async function pay(body: string, { simulator }: PeopleTools): Promise<void> {
  const link = /http\S+\/pay\/\S+/.exec(body)?.[0];
  if (!link) return;
  const checkout = await fetch(link, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  const session = /cs_\w+/.exec(checkout.headers.get('location') ?? '')?.[0];
  if (session) simulator.stripe.pay(session);
}
