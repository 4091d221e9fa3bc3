/** Sends what a documented `curl` command would send. Read here, because not every machine that plays a runbook has curl. */

export interface HttpAnswer {
  readonly status: number;
  /** The body; as text where it is no JSON. */
  readonly json: unknown;
}

/** Options as the documents use them: -X, -H, -d, in single or double quotes, lines joined by a backslash. */
const WORD = /'([^']*)'|"((?:[^"\\]|\\.)*)"|((?:[^\s'"\\]|\\.)+)/g;

/** `https://<domain>` is the service. Throws for an option that it does not know: a runbook must not be half played. */
export async function runCurl(command: string, serviceUrl: string): Promise<HttpAnswer> {
  const { method, url, headers, body } = readCurl(command);
  const response = await fetch(url.replace('https://<domain>', serviceUrl), {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, json: parsed(text) };
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

export function readCurl(command: string): Request {
  const plain = command.replaceAll('\\\n', ' ');
  const [program, ...words] = [...plain.matchAll(WORD)].map((word) => word[1] ?? word[2] ?? word[3] ?? '');
  if (program !== 'curl') throw new Error(`this is no curl command: ${command}`);
  const headers = new Headers();
  let [method, url]: [string | null, string] = [null, ''];
  let body: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === '-X') method = value;
    else if (word === '-d') body = value;
    else if (word === '-H') headers.append(...splitHeader(value));
    else if (word.startsWith('-')) throw new Error(`the player knows no option ${word}`);
    else url = word;
    if (word.startsWith('-')) at += 1;
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url, headers, body };
}

function splitHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  return [header.slice(0, colon), header.slice(colon + 1).trim()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
