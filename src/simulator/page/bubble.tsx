/** One text or one call in a conversation. */
import type { PhoneCall } from '../network/types.ts';
import type { PhoneMessage } from '../network/view.ts';
import { Icon } from './icons.tsx';
import { Linked } from './linkify.tsx';
import { callSentence, timeOf } from './words.ts';

const tickWords = {
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  failed: 'Not delivered',
} as const;

export function Bubble({ message }: { message: PhoneMessage }) {
  return (
    <li
      id={`m-${message.sid}`}
      class={`bubble ${message.direction}`}
      data-testid="bubble"
      data-direction={message.direction}
      data-status={message.status}
    >
      {message.media.map((media) =>
        media.contentType.startsWith('image/') && media.url.includes('/media/') ? (
          <a href={media.url} target="_blank" rel="noopener">
            <img src={new URL(media.url).pathname} alt="Attached" loading="lazy" />
          </a>
        ) : (
          <a href={media.url} target="_blank" rel="noopener">
            Attached picture
          </a>
        ),
      )}
      <span class="words">
        <Linked text={message.body} />
      </span>
      <span class="meta">
        <time datetime={message.at.toISOString()}>{timeOf(message.at)}</time>
        <Ticks message={message} />
      </span>
      {message.trouble ? <span class="trouble">{message.trouble}</span> : null}
    </li>
  );
}

function Ticks({ message }: { message: PhoneMessage }) {
  if (message.status === 'received') return null;
  const words = tickWords[message.status];
  return (
    <span class="ticks" role="img" aria-label={words} title={words}>
      <Icon name={message.status} size={15} />
    </span>
  );
}

export function CallEntry({ call }: { call: PhoneCall }) {
  const isMissed = call.direction === 'in' && call.status === 'ended' && !call.answeredAt;
  const sentence = (
    <>
      <Icon name={isMissed ? 'missed' : 'phone'} size={15} />
      <span>{callSentence(call)}</span>
      <time datetime={call.startedAt.toISOString()}>{timeOf(call.startedAt)}</time>
    </>
  );
  return (
    <li id={`c-${call.id}`} class={`call-entry${isMissed ? ' missed' : ''}`} data-testid="call-entry">
      {call.heard.length > 0 ? (
        <details>
          <summary title="What was said">{sentence}</summary>
          <ol class="transcript">
            {call.heard.map((line) => (
              <li class={`by-${line.by}`}>{line.text}</li>
            ))}
          </ol>
        </details>
      ) : (
        <span class="summary">{sentence}</span>
      )}
    </li>
  );
}
