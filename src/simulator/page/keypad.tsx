/** The dialler: a keypad, the codes that a network understands, and what the network answered. */
import type { NetworkAnswer } from '../network/forwarding.ts';
import type { PhoneState } from '../network/types.ts';
import { href, type Page, type Place } from './context.ts';
import { Icon } from './icons.tsx';
import { idOn } from './region.tsx';
import { businessNumberFor } from './settings.tsx';
import { refusalsOn } from './thread.tsx';

const keys = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const;

/** As buttons of a form each key submits itself; on the dialler a script adds it to the number. */
export function Keys({ type }: { type: 'submit' | 'button' }) {
  return (
    <div class="keys">
      {keys.map(([key, letters]) => (
        <button type={type} name="digits" value={key} data-key={key} class="key">
          <span>{key}</span>
          <small aria-hidden="true">{letters}</small>
        </button>
      ))}
    </div>
  );
}

export function Dialler({ page, place, phone }: { page: Page; place: Place; phone: PhoneState }) {
  return (
    <div class="screen keypad-screen">
      <form
        class="dialler"
        hx-post={href(place, {}, '/page/dial')}
        hx-target={`#${idOn(place, 'network-answer')}`}
        {...refusalsOn(place)}
      >
        <input
          class="dialled"
          name="code"
          type="text"
          inputmode="tel"
          aria-label="Number or code"
          placeholder="Number or code"
          autocomplete="off"
          data-testid="dial-input"
          required
        />
        <div id={idOn(place, 'network-answer')} class="network-answer" role="status" />
        <Keys type="button" />
        <div class="dial-row">
          <button type="button" class="key plain" data-key="+" aria-label="Plus">
            +
          </button>
          <button type="submit" class="thumb green" aria-label="Call" data-testid="dial">
            <Icon name="phone" size={28} />
          </button>
          <button type="button" class="key plain" data-key="erase" aria-label="Delete the last digit">
            <Icon name="erase" />
          </button>
        </div>
      </form>
      <Codes page={page} phone={phone} />
    </div>
  );
}

function Codes({ page, phone }: { page: Page; phone: PhoneState }) {
  const target = businessNumberFor(page, phone);
  if (!target) return null;
  const codes = [
    [`**004*${target}*11*20#`, 'Forward missed'],
    [`**21*${target}#`, 'Forward all'],
    ['*#61#', 'Ask'],
    ['##002#', 'Stop'],
  ] as const;
  return (
    <ul class="codes" aria-label="Codes to dial">
      {codes.map(([code, meaning]) => (
        <li>
          <button type="button" class="chip" data-dial={code} title={code}>
            {meaning}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Answer({ answer }: { answer: NetworkAnswer }) {
  return (
    <div class={answer.isDone ? 'answer' : 'answer bad'} data-testid="network-answer">
      <strong>{answer.title}</strong>
      {answer.lines.map((line) => (
        <span>{line}</span>
      ))}
    </div>
  );
}
