/** A small XML reader for TwiML: elements, attributes, text, entities, comments and CDATA, nothing else. */

export interface TwimlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly TwimlElement[];
  /** The text directly inside, entities resolved. */
  readonly text: string;
}

/** Twilio's error 12100: the document is not well-formed. */
export class TwimlError extends Error {
  override readonly name = 'TwimlError';
  readonly code = 12100;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: TwimlElement[];
  text: string;
}

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>]*>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gy;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Returns the root, which must be `<Response>`. */
export function parseTwiml(xml: string): TwimlElement {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  token.lastIndex = 0;
  let position = 0;
  const source = xml.trim();
  while (position < source.length) {
    token.lastIndex = position;
    const match = token.exec(source);
    if (!match) throw new TwimlError(`not well-formed near: ${source.slice(position, position + 40)}`);
    position = token.lastIndex;
    readToken(open, match);
  }
  const response = root.children[0];
  if (open.length !== 1 || !response || root.children.length !== 1 || root.text.trim() !== '') {
    throw new TwimlError('the document has no single root element');
  }
  if (response.name !== 'Response') throw new TwimlError(`the root is <${response.name}>, not <Response>`);
  return response;
}

function readToken(open: Open[], match: RegExpExecArray): void {
  const [, cdata, closing, opening, rawAttributes, selfClosing, text] = match;
  const current = open.at(-1);
  if (!current) throw new TwimlError('more elements are closed than opened');
  if (cdata !== undefined) current.text += cdata;
  else if (text !== undefined) current.text += unescapeXml(text);
  else if (opening !== undefined) {
    const element: Open = {
      name: opening,
      attributes: readAttributes(rawAttributes),
      children: [],
      text: '',
    };
    current.children.push(element);
    if (!selfClosing) open.push(element);
  } else if (closing !== undefined) {
    if (open.length === 1 || current.name !== closing) {
      throw new TwimlError(`</${closing}> closes nothing that is open`);
    }
    open.pop();
  }
}

function readAttributes(raw: string | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of (raw ?? '').matchAll(attribute)) {
    if (name) attributes[name] = unescapeXml(double ?? single ?? '');
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(Number(entity.slice(1)));
    return entities[entity] ?? whole;
  });
}

/** The elements of that name, directly inside. */
export function childrenNamed(element: TwimlElement, name: string): TwimlElement[] {
  return element.children.filter((child) => child.name === name);
}
