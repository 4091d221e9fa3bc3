/** A batch as a CSV file: the body itself (`text/csv`), or the first file of a form. What it is about stands beside it. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { CALL_TYPE_REQUIRED, wrong } from './answers.ts';
import { callType, text } from './body.ts';
import { answer, idempotently } from './idempotent.ts';
import { importBatch } from './import-batch.ts';
import { FILE_BYTES, readRecipients } from './recipients-file.ts';
import type { ApiEnv, ApiTools } from './tools.ts';

/** 16 MiB: a form is in memory as a whole. A larger file is sent as the body itself. */
const FORM_BYTES = 16 * 1024 * 1024;
const FIELDS = ['campaignName', 'callType', 'assistantId', 'phoneNumberId'];

const limit = bodyLimit({
  maxSize: FORM_BYTES,
  onError: (c) =>
    c.json({ error: 'the form is too large; send the file as text/csv', limitBytes: FORM_BYTES }, 413),
});

interface Upload {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly file: ReadableStream<Uint8Array> | null;
  readonly sizeBytes: number | null;
}

export async function createFromCsv(c: Context<ApiEnv>, tools: ApiTools): Promise<Response> {
  const isForm = /^multipart/i.test(c.req.header('content-type') ?? '');
  if (isForm) {
    const tooLarge = await limit(c, async () => {});
    if (tooLarge) return tooLarge;
  }
  const { fields, file, sizeBytes } = isForm ? await readForm(c) : readQuery(c);
  const kind = callType.safeParse(fields.callType);
  if (!kind.success) return answer(c, CALL_TYPE_REQUIRED);
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) return answer(c, wrong(unknown.slice(0, 100), 'is not a field of this request'));
  const [campaignName, assistantId, phoneNumberId] = [
    text.safeParse(fields.campaignName),
    text.optional().safeParse(fields.assistantId),
    text.optional().safeParse(fields.phoneNumberId),
  ];
  if (!campaignName.success) return answer(c, wrong('campaignName', 'is required'));
  if (!assistantId.success) return answer(c, wrong('assistantId', 'is wrong'));
  if (!phoneNumberId.success) return answer(c, wrong('phoneNumberId', 'is wrong'));
  if (!file) return answer(c, wrong('file', 'is required'));
  if (sizeBytes !== null && sizeBytes > FILE_BYTES) {
    return answer(c, { status: 413, body: { error: 'the file is too large', limitBytes: FILE_BYTES } });
  }
  const asked = {
    ...{ campaignName: campaignName.data, callType: kind.data },
    ...{ assistantId: assistantId.data, phoneNumberId: phoneNumberId.data },
  };
  return await idempotently(c, tools, JSON.stringify([asked, sizeBytes]), (batchId) =>
    importBatch(tools, { ...asked, batchId, orgId: c.get('orgId'), source: 'csv' }, readRecipients(file)),
  );
}

function readQuery(c: Context<ApiEnv>): Upload {
  const length = c.req.header('content-length');
  return {
    fields: c.req.query(),
    file: c.req.raw.body,
    sizeBytes: length === undefined ? null : Number(length),
  };
}

async function readForm(c: Context<ApiEnv>): Promise<Upload> {
  const form = await c.req.formData().catch(() => new FormData());
  const entries = [...form.entries()];
  const file = entries.map(([, value]) => value).find((value) => typeof value !== 'string');
  return {
    fields: Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')),
    file: file?.stream() ?? null,
    sizeBytes: file?.size ?? null,
  };
}
