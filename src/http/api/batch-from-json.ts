/** A batch as one JSON document, as the runbook shows it. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { NewRecipient } from '../../outbound/index.ts';
import { agentVariables, callType, phoneText, readBody, text } from './body.ts';
import { answer, idempotently } from './idempotent.ts';
import { importBatch } from './import-batch.ts';
import { CHUNK_ROWS } from './recipients-file.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** 10,000, as many as the company's own batches may have; more come as a file. */
const MAX_RECIPIENTS = 10_000;
/** 8 MiB: 10,000 recipients with some variables each. The whole document is in memory at once. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const batch = z.strictObject({
  campaignName: text,
  callType,
  assistantId: text.optional(),
  phoneNumberId: text.optional(),
  recipients: z
    .array(
      z.strictObject({
        name: text.optional(),
        phone: phoneText,
        variables: agentVariables.optional(),
        consent: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(MAX_RECIPIENTS),
});

const limit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => c.json({ error: 'the body is too large', limitBytes: MAX_BODY_BYTES }, 413),
});

export async function createFromJson(c: Context<ApiEnv>, tools: ApiTools): Promise<Response> {
  const tooLarge = await limit(c, async () => {});
  if (tooLarge) return tooLarge;
  const read = await readBody(c, batch);
  if (read.kind === 'wrong') return answer(c, read.answer);
  const { recipients, ...asked } = read.value;
  return await idempotently(c, tools, read.raw, (batchId) =>
    importBatch(tools, { ...asked, batchId, orgId: c.get('orgId'), source: 'json' }, chunksOf(recipients)),
  );
}

type Recipients = z.output<typeof batch>['recipients'];

function* chunksOf(recipients: Recipients): Generator<NewRecipient[]> {
  for (let from = 0; from < recipients.length; from += CHUNK_ROWS) {
    yield recipients.slice(from, from + CHUNK_ROWS).map(({ name, consent, ...recipient }, n) => ({
      ...{ ...recipient, position: from + n + 1, name: name ?? null, hasConsent: consent },
    }));
  }
}
