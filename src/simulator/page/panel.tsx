/** What a phone cannot show: the numbers of the account and the calm log of the wire. */
import { readable } from '../network/e164.ts';
import type { AccountNumber } from '../network/types.ts';
import { href, type Page, type Place } from './context.ts';
import { Region } from './region.tsx';
import { LogLine, recentLines } from './wire.tsx';

export function Accounts({ page, place }: { page: Page; place: Place }) {
  const { settings, network } = page.world;
  const isOnboarding = (number: AccountNumber) => number.phoneE164 === settings.onboardingNumber;
  const numbers = [...network.numbers.values()].sort(
    (one, other) => Number(isOnboarding(other)) - Number(isOnboarding(one)),
  );
  return (
    <Region
      id="numbers"
      topics={['numbers']}
      place={place}
      as="section"
      class="card"
      aria-label="Numbers of the account"
    >
      <h2>
        Numbers <small>{numbers.length}</small>
      </h2>
      <ul class="numbers">
        {numbers.map((number) => (
          <li class={isOnboarding(number) ? 'onboarding' : ''}>
            {place.phone ? (
              <a href={href(place, { peer: number.phoneE164, screen: 'thread' })}>
                {readable(number.phoneE164)}
              </a>
            ) : (
              <span>{readable(number.phoneE164)}</span>
            )}
            <span class="number-name">{settings.contacts.get(number.phoneE164) ?? ''}</span>
            {isOnboarding(number) ? <span class="tag">text this one</span> : null}
            {number.smsUrl === '' && number.voiceUrl === '' ? (
              <span class="tag muted">no webhooks</span>
            ) : null}
          </li>
        ))}
      </ul>
    </Region>
  );
}

export function Log({ page, place }: { page: Page; place: Place }) {
  const lines = recentLines(page.world.journal);
  return (
    <Region id="log" topics={['log']} place={place} as="section" class="card log" aria-label="Network log">
      <h2>Network log</h2>
      {lines.length === 0 ? <p class="quiet">All quiet. Webhooks and API calls will appear here.</p> : null}
      <ol>
        {lines.map((line) => (
          <LogLine line={line} />
        ))}
      </ol>
    </Region>
  );
}
