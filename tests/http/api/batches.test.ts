/** Batches: as documented, as a file in every shape that spreadsheets save, and as files that nobody should send. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../../scripts/support/csv.ts';
import { ADA, type ApiWorld, openApiWorld } from './world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await world.db.sql`INSERT INTO do_not_call (org_id, phone) VALUES ('ada', '+447700900740')`;
});
afterAll(() => world?.close());

const PATH = '/api/batch-calls';
const topic = { campaignName: 'DNC Test', callType: 'BILLING_REMINDER' };
const post = (json: unknown, headers = {}) => world.send('POST', PATH, { json, headers });
const upload = (
  body: string | ReadableStream<Uint8Array>,
  query = 'campaignName=File&callType=SHIPPING_UPDATE',
  headers = {},
) => world.send('POST', `${PATH}?${query}`, { body, headers: { 'content-type': 'text/csv', ...headers } });
const recipientsOf = (batchId: string) =>
  world.db
    .sql`SELECT position, name, phone, outcome, error, variables FROM batch_recipients WHERE batch_id = ${batchId} ORDER BY position`;
const countBatches = async () =>
  (await world.db.sql`SELECT FROM call_batches WHERE status <> 'failed'`).length;

describe('as JSON', () => {
  test('the documented request: one of two is left out', async () => {
    const { status, json, headers } = await post({
      ...topic,
      recipients: [
        { name: 'Test DNC', phone: '07700 900740' },
        { name: 'Test OK', phone: '+447700900741' },
      ],
    });
    expect([status, json.skippedDoNotCall, json.recipients]).toEqual([201, 1, 2]);
    expect(json).toMatchObject({ success: true, campaignName: 'DNC Test', callType: 'BILLING_REMINDER' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await recipientsOf(json.batchId)).toMatchObject([
      { position: 1, phone: '+447700900740', outcome: 'do_not_call' },
      { position: 2, phone: '+447700900741', outcome: 'queued', name: 'Test OK' },
    ]);
    const called = await world.db
      .sql`SELECT phone, our_number FROM agent_calls WHERE batch_id = ${json.batchId}`;
    expect(called).toEqual([{ phone: '+447700900741', our_number: ADA }]);
  });

  test.each([
    [{ callType: 'X' }, 'callType is required'],
    [{ callType: topic.callType, recipients: [{ phone: '1' }] }, 'campaignName is required'],
    [{ ...topic }, 'recipients is required'],
    [{ ...topic, recipients: [] }, 'recipients must not be empty'],
    [{ ...topic, recipients: 'all' }, 'recipients must be an array'],
    [{ ...topic, recipients: [{ phone: '1' }, { name: 'x' }] }, 'recipients[1].phone is required'],
    [{ ...topic, recipients: [{ phone: 5 }] }, 'recipients[0].phone must be a string'],
    [
      { ...topic, recipients: [{ phone: '1', fax: '2' }] },
      'recipients[0].fax is not a field of this request',
    ],
    [
      { ...topic, recipients: Array.from({ length: 10_001 }, () => ({ phone: '1' })) },
      'recipients is too long: at most 10000',
    ],
  ])('what is wrong is named: case %#', async (body, error) => {
    const before = await countBatches();
    const { status, json } = await post(body);
    expect([status, json.error]).toEqual([400, error]);
    expect(await countBatches()).toBe(before);
  });

  test('a bad phone and a repeated one are named and left out', async () => {
    const { json } = await post({
      ...topic,
      recipients: [{ phone: '+447700900742' }, { phone: 'hello' }, { phone: '07700-900742' }],
    });
    expect(json).toMatchObject({ recipients: 3, invalid: 1, duplicates: 1 });
    expect(json.invalidRows).toEqual([
      { row: 2, error: 'not a phone number' },
      { row: 3, error: 'this phone is in the list already' },
    ]);
  });

  test('without a number of its own the organization is told what is missing', async () => {
    const closed = await openApiWorld({ PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'ada' });
    await closed.db.sql`UPDATE organizations SET twilio_number = NULL WHERE id = 'ada'`;
    await closed.db.sql`DELETE FROM voice_agents`;
    const recipients = [{ phone: '+447700900743' }];
    const noNumber = await closed.send('POST', PATH, { json: { ...topic, recipients } });
    expect([noNumber.status, noNumber.json.field]).toEqual([400, 'phoneNumberId']);
    const noAgent = await closed.send('POST', PATH, { json: { ...topic, recipients, phoneNumberId: ADA } });
    expect([noAgent.status, noAgent.json.field]).toEqual([400, 'assistantId']);
    await closed.close();
  });

  test('the same Idempotency-Key is the same batch', async () => {
    const body = { ...topic, recipients: [{ phone: '+447700900744' }] };
    const headers = { 'idempotency-key': 'batch-1' };
    const [first, second] = [await post(body, headers), await post(body, headers)];
    expect(second.text).toBe(first.text);
    expect(await world.db.sql`SELECT FROM agent_calls WHERE phone = '+447700900744'`).toHaveLength(1);
    expect((await post({ ...body, campaignName: 'Other' }, headers)).status).toBe(422);
  });

  test('a request that crashed half way goes on under the same key, and adds nobody twice', async () => {
    const body = { ...topic, recipients: [{ phone: '+447700900745' }, { phone: '+447700900746' }] };
    const headers = { 'idempotency-key': 'batch-crashed' };
    const first = await post(body, headers);
    // As the process would have left it: one recipient in, nothing started, nothing answered.
    await world.db.sql`DELETE FROM agent_calls WHERE batch_id = ${first.json.batchId}`;
    await world.db.sql`DELETE FROM batch_recipients WHERE batch_id = ${first.json.batchId} AND position = 2`;
    await world.db
      .sql`UPDATE batch_recipients SET outcome = 'pending', call_id = NULL WHERE batch_id = ${first.json.batchId}`;
    await world.db
      .sql`UPDATE call_batches SET status = 'importing', started_at = NULL WHERE id = ${first.json.batchId}`;
    await world.db
      .sql`UPDATE api_requests SET status = NULL, claimed_until = '2020-01-01' WHERE idempotency_key = 'batch-crashed'`;
    const second = await post(body, headers);
    expect(second.json).toMatchObject({ batchId: first.json.batchId, recipients: 2, duplicates: 0 });
    // And the other crash: it was started, and only the answer is missing.
    await world.db
      .sql`UPDATE api_requests SET status = NULL, claimed_until = '2020-01-01' WHERE idempotency_key = 'batch-crashed'`;
    const third = await post(body, headers);
    expect(third.json).toMatchObject({ batchId: first.json.batchId, recipients: 2 });
    expect(await world.db.sql`SELECT FROM agent_calls WHERE batch_id = ${first.json.batchId}`).toHaveLength(
      2,
    );
  });
});

describe('progress, cancel, retry, results', () => {
  test('an export of several pages has every row once, in the order of the list', async () => {
    const phones = Array.from({ length: 4_500 }, (_, n) => `+4470${String(n).padStart(8, '0')}`);
    const { json } = await upload(`phone\n${phones.join('\n')}\n`);
    expect(json.recipients).toBe(4_500);
    const { text } = await world.send('GET', `${PATH}/${json.batchId}/results`);
    expect(
      readCsv(text)
        .slice(1)
        .map(({ cells }) => cells[2]),
    ).toEqual(phones);
  });

  test('a batch can be followed, cancelled once, and exported', async () => {
    const { json: made } = await post({
      ...topic,
      recipients: [{ name: '=1+1', phone: '+447700900750' }, { phone: 'bad' }, { phone: '07700900740' }],
    });
    const path = `${PATH}/${made.batchId}`;
    const progress = await world.send('GET', path);
    expect(progress.json).toMatchObject({
      ...{ batchId: made.batchId, campaignName: 'DNC Test', recipients: 3, skippedDoNotCall: 1, invalid: 1 },
      calls: { queued: 1 },
    });
    expect((await world.send('POST', `${path}/retry`)).json).toMatchObject({
      success: true,
      retriedCalls: 0,
    });
    expect((await world.send('POST', `${path}/cancel`)).json).toMatchObject({
      success: true,
      cancelledCalls: 1,
    });
    const again = await world.send('POST', `${path}/cancel`);
    expect([again.status, again.json.status]).toEqual([409, 'cancelled']);
    expect((await world.send('POST', `${path}/retry`)).status).toBe(409);
    const { text, headers } = await world.send('GET', `${path}/results`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text.startsWith('\uFEFFrow,name,phone')).toBe(true);
    const rows = readCsv(text).map(({ cells }) => cells.slice(0, 5));
    expect(rows.slice(1)).toEqual([
      ['1', "'=1+1", '+447700900750', '+447700900750', 'cancelled'],
      ['2', '', '', 'bad', 'invalid'],
      ['3', '', '+447700900740', '07700900740', 'do_not_call'],
    ]);
  });
});

describe('as a file', () => {
  test('BOM, semicolons, quotes, CRLF, other names and order of columns', async () => {
    const { status, json } = await upload(
      '\uFEFFAd Soyad;Vade Tarihi;Telefon No\r\n"Şule ""Ş"" Öz";1 Aralık;\'07700 900760\r\n\r\n;;07700900740\r\nBob;;\r\n',
    );
    expect([status, json.recipients, json.skippedDoNotCall]).toEqual([201, 3, 1]);
    expect(json.invalidRows).toEqual([{ row: 5, error: 'not a phone number' }]);
    expect(await recipientsOf(json.batchId)).toMatchObject([
      { position: 2, name: 'Şule "Ş" Öz', phone: '+447700900760', variables: { vade_tarihi: '1 Aralık' } },
      { position: 4, name: null, outcome: 'do_not_call' },
      { position: 5, name: 'Bob', outcome: 'invalid' },
    ]);
  });

  test('UTF-16 with tabs, as Excel saves "Unicode text"; and a form', async () => {
    const utf16 = Buffer.from('\uFEFFPHONE NUMBER\tName\r\n07700 900761\tŞule\r\n', 'utf16le');
    const file = await upload(new Blob([utf16]).stream());
    expect(await recipientsOf(file.json.batchId)).toMatchObject([{ phone: '+447700900761', name: 'Şule' }]);
    const form = new FormData();
    form.set('campaignName', 'Form');
    form.set('callType', 'SHIPPING_UPDATE');
    form.set('file', new Blob(['phone\n07700 900762\n']), 'list.csv');
    const sent = await world.send('POST', PATH, { body: form });
    expect([sent.status, sent.json.recipients]).toEqual([201, 1]);
  });

  test('each bad row is named by its line, and the others are taken', async () => {
    const { json } = await upload(
      [
        'name,phone',
        'Ada,07700 900763',
        'Bob,nobody',
        `Cem,${'7'.repeat(600)}`,
        'Dan,07700900764,more,cells',
        'Eve,07700 900763',
        '\u0000,07700900765',
        `"Fay,07700900766\n${'swallowed,1\n'.repeat(2_000)}`,
        'Gus,07700 900767',
        `Hal,${'x,'.repeat(100_000)}`,
        'Ida,"07700 900768"',
        '"Jan,07700900769',
      ].join('\n'),
    );
    expect(json).toMatchObject({ duplicates: 1 });
    expect(json.invalidRows.slice(0, 6)).toEqual([
      { row: 3, error: 'not a phone number' },
      { row: 4, error: 'a cell is longer than 500 characters' },
      { row: 5, error: '4 cells under 2 columns' },
      { row: 6, error: 'this phone is in the list already' },
      { row: 7, error: 'holds a character that is no text' },
      { row: 8, error: 'a quote is opened and not closed within 16384 characters' },
    ]);
    const errors = json.invalidRows.map(({ error }: { error: string }) => error);
    expect(errors.at(-2)).toBe('longer than 16384 characters');
    expect(errors.at(-1)).toBe('a quote is opened and never closed');
    const queued = (await recipientsOf(json.batchId)).filter(({ outcome }) => outcome === 'queued');
    expect(queued.map(({ name }) => name)).toEqual(['Ada', 'Gus', 'Ida']);
  });

  test('a file that is not UTF-8 is named row by row', async () => {
    const latin = Buffer.from('phone,name\n07700900770,Ada\n07700900771,Zo\xeb\n', 'latin1');
    const { json } = await upload(new Blob([latin]).stream());
    expect(json.invalidRows).toEqual([{ row: 3, error: 'not UTF-8: save the file as "CSV UTF-8"' }]);
  });

  test.each([
    ['', 'the file is empty'],
    ['phone\n', 'the file has no row besides its head'],
    ['name,amount\nAda,1\n', 'line 1: there is no column "phone"'],
    ['phone,Mobile\n1,2\n', 'line 1: two columns are the phone: "phone" and "Mobile"'],
    ['phone,Due date,due_date\n1,2,3\n', 'line 1: two columns are called "due_date"'],
    [`${'h,'.repeat(100_000)}phone\n1\n`, 'line 1, the names of the columns: longer than 16384 characters'],
    [`phone${',x'.repeat(101)}\n1\n`, 'line 1, the names of the columns: more than 100 columns'],
    [`phone\n${'07700900772\n'.repeat(100_001)}`, 'the file has more than 100000 rows'],
  ])(
    'a file that cannot be used is refused with the reason, and nobody is called: case %#',
    async (text, error) => {
      const before = await countBatches();
      const { status, json } = await upload(text);
      expect([status, json.error]).toEqual([400, error]);
      expect(await countBatches()).toBe(before);
      expect(await world.db.sql`SELECT FROM agent_calls WHERE phone = '+447700900772'`).toHaveLength(0);
    },
  );

  test.each([
    ['campaignName=x', 'callType is required'],
    ['callType=SHIPPING_UPDATE', 'campaignName is required'],
    ['callType=SHIPPING_UPDATE&campaignName=x&colour=red', 'colour is not a field of this request'],
  ])('what is missing beside it is named: %s', async (query, error) => {
    const { status, json } = await upload('phone\n07700900773\n', query);
    expect([status, json.error]).toEqual([400, error]);
  });

  test('an upload that breaks off leaves a batch that calls nobody, and may be sent again with its key', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('phone\n07700900774\n'));
      },
      pull: () => Promise.reject(new Error('the line is dead')),
    });
    const headers = { 'idempotency-key': 'broken-off' };
    expect((await upload(broken, undefined, headers)).status).toBe(500);
    const [left] = await world.db
      .sql`SELECT id FROM call_batches WHERE status = 'failed' ORDER BY created_at DESC`;
    const { json } = await world.send('GET', `${PATH}/${left?.id}`);
    expect(json).toMatchObject({
      status: 'failed',
      startedAt: null,
      endReason: expect.stringMatching(/send it again/),
    });
    expect((await world.send('POST', `${PATH}/${left?.id}/cancel`)).json.status).toBe('failed');
    const again = await upload(new Blob(['phone\n07700900774\n']).stream(), undefined, headers);
    expect([again.status, again.json.recipients]).toEqual([201, 1]);
    expect(await world.db.sql`SELECT FROM agent_calls WHERE phone = '+447700900774'`).toHaveLength(1);
  });
});
