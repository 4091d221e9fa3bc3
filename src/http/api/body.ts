/** Reads a JSON body by its schema; what is wrong with it is named by field. */
import type { Context } from 'hono';
import { z } from 'zod';
import { CALL_TYPES } from '../../../machines/call-outcome/labels.ts';
import { type ApiAnswer, CALL_TYPE_REQUIRED, wrong } from './answers.ts';
import type { ApiEnv } from './tools.ts';

/** 500 characters: a name or a sentence that an agent says; more is no longer spoken. */
const MAX_TEXT = 500;
/** 40 characters: the longest spelling of a phone number with an extension is shorter. */
const MAX_PHONE = 40;
const MAX_VARIABLES = 50;

/** PostgreSQL cannot store U+0000. */
const noNul = (text: string) => !text.includes('\u0000');
const NUL_PROBLEM = 'holds a character that is no text';

export const text = z.string().trim().min(1).max(MAX_TEXT).refine(noNul, NUL_PROBLEM);
export const phoneText = z.string().max(MAX_PHONE).refine(noNul, NUL_PROBLEM);
/** What the agent may say besides. A name is a word, as the company's own templates want it. */
export const agentVariables = z
  .record(z.string().regex(/^[A-Za-z]\w{0,63}$/, 'is not a name for a variable'), text)
  .refine((all) => Object.keys(all).length <= MAX_VARIABLES, `has more than ${MAX_VARIABLES} entries`);
export const callType = z.enum(CALL_TYPES);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is no id at all is nobody's. */
export const isId = (word: string): boolean => UUID.test(word);

export type ReadBody<Value> =
  | { readonly kind: 'read'; readonly value: Value; readonly raw: string }
  | { readonly kind: 'wrong'; readonly answer: ApiAnswer };

/** A missing or unknown `callType` is answered first and as documented, whatever else is wrong. */
export async function readBody<Value>(
  c: Context<ApiEnv>,
  schema: z.ZodType<Value>,
): Promise<ReadBody<Value>> {
  const raw = await c.req.text();
  const json = parseJson(raw);
  if (json === null) {
    return { kind: 'wrong', answer: { status: 400, body: { error: 'the body must be a JSON object' } } };
  }
  if (!callType.safeParse(json.callType).success) return { kind: 'wrong', answer: CALL_TYPE_REQUIRED };
  const parsed = schema.safeParse(json, { reportInput: false });
  if (parsed.success) return { kind: 'read', value: parsed.data, raw };
  return { kind: 'wrong', answer: describe(parsed.error.issues[0]) };
}

function parseJson(raw: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(raw);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first one is enough: whoever repairs it sends it again. */
function describe(issue: z.core.$ZodIssue | undefined): ApiAnswer {
  if (!issue) return wrong('the body', 'is wrong');
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return wrong(fieldOf([...path, issue.keys[0] ?? '']), 'is not a field of this request');
  }
  if (issue.code === 'invalid_type') {
    const isMissing = /received undefined$/.test(issue.message);
    return wrong(fieldOf(path), isMissing ? 'is required' : `must be ${article(issue.expected)}`);
  }
  if (issue.code === 'too_small' && issue.minimum === 1) return wrong(fieldOf(path), 'must not be empty');
  if (issue.code === 'too_big') return wrong(fieldOf(path), `is too long: at most ${issue.maximum}`);
  if (issue.code === 'custom') return wrong(fieldOf(path), issue.message);
  if (issue.code === 'invalid_key') return wrong(fieldOf(path), 'is not a name for a variable');
  return wrong(fieldOf(path), 'is wrong');
}

/** `recipients[3].phone`, as whoever wrote the request would say it; cut, since a field's name may be anything. */
function fieldOf(path: readonly PropertyKey[]): string {
  const written = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return written.slice(0, 100) || 'the body';
}

function article(expected: string): string {
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}
