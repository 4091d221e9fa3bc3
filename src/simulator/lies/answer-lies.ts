/** The lies about an API call, as the bytes that the client reads. */
import type { Company } from '../journal.ts';
import type { AnswerLie } from './about-answers.ts';

export interface TrueAnswer {
  readonly company: Company;
  /** What would have been answered; null when nothing was done. */
  readonly truth: string | null;
  readonly status: number;
}

/** Null where no answer is given at all. */
export function lieToClient(lie: AnswerLie, answer: TrueAnswer): Response | null {
  switch (lie.way) {
    case 'too_many': {
      const after: Record<string, string> =
        lie.retryAfterS === null ? {} : { 'retry-after': `${lie.retryAfterS}` };
      return failed(answer.company, 429, after);
    }
    case 'error':
      return failed(answer.company, 500);
    case 'garbage':
      return garbage(answer);
    default:
      return null;
  }
}

const twilioCodes = { 429: 20429, 500: 20500 } as const;

function failed(
  company: TrueAnswer['company'],
  status: 429 | 500,
  headers: Record<string, string> = {},
): Response {
  const message = status === 429 ? 'Too Many Requests' : 'Internal Server Error';
  if (company === 'twilio') {
    const code = twilioCodes[status];
    const more_info = `https://www.twilio.com/docs/errors/${code}`;
    return Response.json({ code, message, more_info, status }, { status, headers });
  }
  if (company === 'elevenlabs') {
    const detail = { status: status === 429 ? 'system_busy' : 'internal_server_error', message };
    return Response.json({ detail }, { status, headers });
  }
  const error =
    status === 429
      ? { type: 'invalid_request_error', code: 'rate_limit', message }
      : { type: 'api_error', message };
  return Response.json({ error }, { status, headers });
}

/** The right answer without its end, or the page of something in between that never asked Twilio. */
function garbage({ truth, status }: TrueAnswer): Response {
  if (truth === null) {
    const page = '<!DOCTYPE html><html><body><h1>Welcome</h1><p>Please sign in.</p></body></html>';
    return new Response(page, { status: 200, headers: { 'content-type': 'text/html' } });
  }
  const cut = truth.slice(0, Math.floor(truth.length / 2));
  return new Response(cut, { status, headers: { 'content-type': 'application/json' } });
}
