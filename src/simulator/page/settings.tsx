/** The settings of a phone: where its calls are forwarded, and what it does when it is rung. */
import { forwardingSummary } from '../network/forwarding.ts';
import type { Behaviour, PhoneState } from '../network/types.ts';
import { href, type Page, type Place } from './context.ts';
import { Region } from './region.tsx';
import { refusalsOn } from './thread.tsx';

/** What a phone offers: each is one press, and shows the same as the codes of the keypad would. */
const forwardingKinds = [
  ['none', 'Off'],
  ['conditional', 'Missed calls'],
  ['unconditional', 'All calls'],
] as const;

/** The standard allows 5 to 30 seconds in steps of 5. */
const ringSeconds = [5, 10, 15, 20, 25, 30];

const behaviours: Readonly<Record<Behaviour, string>> = {
  'no-answer': 'Rings until you answer',
  answers: 'Is answered by itself',
  busy: 'Is busy',
  voicemail: 'Rings, then its voicemail answers',
  unreachable: 'Is switched off',
};

export function Settings({ page, place }: { page: Page; place: Place }) {
  const phone = place.phone ? page.world.network.phones.get(place.phone) : undefined;
  return (
    <Region id="settings" topics={['phones']} place={place} isOnPhone class="screen settings-screen">
      <header class="bar">
        <h1>Calls</h1>
      </header>
      {phone ? <Forwarding page={page} place={place} phone={phone} /> : null}
      {phone ? <BehaviourChoice place={place} phone={phone} /> : null}
    </Region>
  );
}

interface Props {
  readonly place: Place;
  readonly phone: PhoneState;
}

function Forwarding({ page, place, phone }: Props & { page: Page }) {
  const { kind, to } = forwardingSummary(phone.forwarding);
  const seconds = phone.forwarding.noReply?.seconds ?? 20;
  return (
    <form
      class="setting"
      hx-post={href(place, {}, '/page/forwarding')}
      hx-swap="none"
      data-testid="forwarding"
      {...refusalsOn(place)}
    >
      <fieldset class="switch">
        <legend>Forward calls</legend>
        {forwardingKinds.map(([value, words]) => (
          <button
            type="submit"
            name="kind"
            value={value}
            aria-pressed={value === kind ? 'true' : 'false'}
            data-testid={`forward-${value}`}
          >
            {words}
          </button>
        ))}
      </fieldset>
      <label>
        <span>To</span>
        <input
          type="tel"
          name="to"
          value={to ?? businessNumberFor(page, phone) ?? ''}
          autocomplete="off"
          data-testid="forward-to"
        />
      </label>
      <label>
        <span>After</span>
        <select name="seconds" data-testid="forward-after">
          {ringSeconds.map((one) => (
            <option value={String(one)} selected={one === seconds}>
              {one} seconds
            </option>
          ))}
        </select>
      </label>
      <p class="quiet">
        {kind === 'conditional'
          ? 'Calls that are not answered, declined or out of reach go to that number.'
          : kind === 'unconditional'
            ? 'Every call goes to that number at once; this phone does not ring.'
            : 'Calls that nobody answers end. Press Missed calls or All calls to forward them.'}
      </p>
    </form>
  );
}

function BehaviourChoice({ place, phone }: Props) {
  return (
    <form class="setting" hx-post={href(place, {}, '/page/behaviour')} hx-swap="none">
      <fieldset class="choices" data-testid="behaviour">
        <legend>When it is rung</legend>
        {Object.entries(behaviours).map(([value, words]) => (
          <button
            type="submit"
            name="behaviour"
            value={value}
            aria-pressed={value === phone.behaviour ? 'true' : 'false'}
          >
            {words}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

/** The number that a customer got, as far as texts tell; not the one that everybody texts. */
export function businessNumberFor(page: Page, phone: PhoneState): string | null {
  const { onboardingNumber } = page.world.settings;
  const numbers = [...page.world.network.numbers.keys()];
  const spokenOf = phone.texts.map((text) => text.body.match(/\+\d{7,15}/)?.[0]);
  return (
    spokenOf.findLast((number) => number && number !== onboardingNumber && numbers.includes(number)) ??
    numbers.find((number) => number !== onboardingNumber) ??
    numbers[0] ??
    null
  );
}
