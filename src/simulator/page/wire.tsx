/** One line of the network log: a webhook that went out, or an API call that came in. */
import type { ApiCallRecord, Company, Journal, WebhookKind, WebhookRecord } from '../journal.ts';
import { type LieKind, lieKinds } from '../lies/index.ts';
import { Icon } from './icons.tsx';
import { exactTimeOf } from './words.ts';

export interface WireLine {
  readonly id: string;
  readonly at: Date;
  readonly way: 'out' | 'in';
  readonly title: string;
  readonly path: string;
  readonly status: string;
  readonly tone: 'good' | 'warn' | 'bad';
  readonly ms: number;
  readonly fields: readonly (readonly [string, string])[];
  readonly answer: string;
}

/** The log is there to be glanced at: more would only be scrolled past. */
const shownLines = 60;
/** A TwiML document fits; a page of HTML does not. */
const shownAnswer = 600;

/** Newest first. */
export function recentLines(journal: Journal): WireLine[] {
  const lines = [
    ...journal.webhooks.slice(-shownLines).map(webhookLine),
    ...journal.apiCalls.slice(-shownLines).map(apiLine),
  ];
  return lines.sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, shownLines);
}

const titles: Readonly<Record<WebhookKind, string>> = {
  sms: 'Text',
  'sms-status': 'Receipt',
  voice: 'Call',
  'voice-status': 'Call status',
  'voice-action': 'Call goes on',
  'recording-status': 'Recording',
  stripe: 'Stripe',
  elevenlabs: 'ElevenLabs',
  'elevenlabs-tool': 'Tool',
};

function webhookLine(record: WebhookRecord): WireLine {
  const { MessageStatus, CallStatus, type, Body } = record.fields;
  const title = `${titles[record.kind]}: ${MessageStatus ?? CallStatus ?? type ?? (Body || 'picture')}`;
  return {
    id: record.id,
    at: record.at,
    way: 'out',
    title: record.attempt > 1 ? `${title} (try ${record.attempt})` : title,
    path: withLie(new URL(record.url).pathname, record.lie),
    status: record.failure ?? String(record.status),
    tone: toneOf(record.status),
    ms: record.ms,
    fields: [...lieField(record.lie), ...Object.entries(record.fields).filter(([, value]) => value !== '')],
    answer: record.answer.slice(0, shownAnswer),
  };
}

const apis: Readonly<Record<Company, string>> = {
  twilio: 'Twilio API',
  stripe: 'Stripe API',
  elevenlabs: 'ElevenLabs API',
};

function apiLine(record: ApiCallRecord): WireLine {
  const path = record.path.replace(/^\/2010-04-01\/Accounts\/[^/]+|^\/v1(\/convai)?/, '');
  return {
    id: record.id,
    at: record.at,
    way: 'in',
    title: `${record.method} ${path.split('/')[1]?.replace('.json', '') ?? ''}`,
    path: withLie(apis[record.company], record.lie),
    status: record.status === null ? 'no answer' : String(record.status),
    tone: toneOf(record.status),
    ms: record.ms,
    fields: [...lieField(record.lie), ...Object.entries(record.params)],
    answer: '',
  };
}

function withLie(path: string, lie: LieKind | null): string {
  return lie ? `${path} · ${lie}` : path;
}

function lieField(lie: LieKind | null): [string, string][] {
  return lie ? [['Lie', lieKinds[lie]]] : [];
}

function toneOf(status: number | null): WireLine['tone'] {
  if (status === null || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}

export function LogLine({ line }: { line: WireLine }) {
  return (
    <li id={`w-${line.id}`} class={`wire ${line.way}`}>
      <details>
        <summary>
          <span class="way" title={line.way === 'out' ? 'Sent to the service' : 'Received from the service'}>
            <Icon name={line.way} size={14} />
          </span>
          <span class="title">{line.title}</span>
          <span class={`pill ${line.tone}`}>{line.status}</span>
          <span class="path">{line.path}</span>
          <span class="took">
            {line.ms} ms · {exactTimeOf(line.at)}
          </span>
        </summary>
        <dl>
          {line.fields.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
        {line.answer ? <pre>{line.answer}</pre> : null}
      </details>
    </li>
  );
}
