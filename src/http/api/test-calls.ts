/** One call, now: by the organization's own number, or by one of its numbers that is named in the path. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { findOwnNumber } from '../../numbers/index.ts';
import { type CallRequest, requestCall } from '../../outbound/index.ts';
import { admit, failed } from './admit.ts';
import { type ApiAnswer, answerRefusal, NOT_YOURS } from './answers.ts';
import { agentVariables, callType, phoneText, readBody, text } from './body.ts';
import { answer, idempotently } from './idempotent.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** 64 KiB: fifty variables of 500 characters fit. */
const MAX_BODY_BYTES = 64 * 1024;

const topic = {
  callType,
  assistantId: text.optional(),
  name: text.optional(),
  variables: agentVariables.optional(),
  consent: z.boolean().optional(),
};
const byAssistant = z.strictObject({ phoneNumber: phoneText, phoneNumberId: text.optional(), ...topic });
const byNumber = z.strictObject({ testPhoneNumber: phoneText, ...topic });

interface Asked {
  readonly phoneField: 'phoneNumber' | 'testPhoneNumber';
  readonly phone: string;
  readonly numberId: string | undefined;
  readonly body: Pick<
    z.output<typeof byNumber>,
    'callType' | 'assistantId' | 'name' | 'variables' | 'consent'
  >;
}

export function testCallDoors(tools: ApiTools): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => failed(tools, error, c));
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => c.json({ error: 'the body is too large', limitBytes: MAX_BODY_BYTES }, 413),
  });
  app.post('/api/assistants/test-call', admit(tools, 'calls:write'), limit, async (c) => {
    const read = await readBody(c, byAssistant);
    if (read.kind === 'wrong') return answer(c, read.answer);
    const { phoneNumber: phone, phoneNumberId: numberId, ...body } = read.value;
    const asked: Asked = { phoneField: 'phoneNumber', phone, numberId, body };
    return await idempotently(c, tools, read.raw, (callId) => call(c, tools, asked, callId));
  });
  app.post('/api/phone-numbers/:id/test-call', admit(tools, 'calls:write'), limit, async (c) => {
    const read = await readBody(c, byNumber);
    if (read.kind === 'wrong') return answer(c, read.answer);
    const { testPhoneNumber: phone, ...body } = read.value;
    const asked: Asked = { phoneField: 'testPhoneNumber', phone, numberId: c.req.param('id'), body };
    return await idempotently(c, tools, read.raw, (callId) => call(c, tools, asked, callId));
  });
  return app;
}

async function call(
  c: Context<ApiEnv>,
  tools: ApiTools,
  { phoneField, phone, numberId, body }: Asked,
  callId: string,
): Promise<ApiAnswer> {
  const { sql, defaultCountry: country } = tools.outbound;
  const orgId = c.get('orgId');
  const ourNumber =
    numberId === undefined ? undefined : await findOwnNumber(sql, { orgId, name: numberId, country });
  if (ourNumber === null) return NOT_YOURS;
  const { callType, assistantId: agentId, name, variables, consent: hasConsent } = body;
  const request: CallRequest = {
    ...{ callId, orgId, phone, callType },
    ...{ ourNumber, agentId, name, variables, hasConsent },
  };
  const outcome = await requestCall(tools.outbound, request);
  if (outcome.kind === 'refused') return answerRefusal(outcome.reason, phoneField);
  const { kind: _, ...accepted } = outcome;
  return { status: 200, body: { success: true, ...accepted } };
}
