import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authToken,
  caller,
  jobrun,
  owner,
  pool,
  type Stand,
  startStand,
  twilioClient,
} from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

describe('a text from a phone', () => {
  it('arrives at the webhook with the documented fields and a signature that Twilio’s client accepts', async () => {
    const { sim, service } = stand;
    sim.network.setNumber({
      phoneE164: pool,
      smsUrl: `${service.url}/signed?webhook_token=a%20b#rc=2&rp=all`,
    });
    sim.network.phone(owner).text(pool, 'Plumber from London — £50 & more');
    const got = await sim.waitFor(() => service.at('/signed')[0]);
    expect(got.fields).toMatchObject({
      From: owner,
      To: pool,
      Body: 'Plumber from London — £50 & more',
      NumMedia: '0',
      NumSegments: '1',
      SmsStatus: 'received',
      FromCountry: 'GB',
      ApiVersion: '2010-04-01',
    });
    expect(got.fields.MessageSid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(got.fields.SmsSid).toBe(got.fields.MessageSid);
    expect(got.url).toContain('/signed?webhook_token=a%20b');
    expect(got.headers.get('i-twilio-idempotency-token')).toBeTruthy();
    const signature = got.headers.get('x-twilio-signature') ?? '';
    expect(twilio.validateRequest(authToken, signature, got.url, got.fields)).toBe(true);
    expect(twilio.validateRequest('another token', signature, got.url, got.fields)).toBe(false);
  });

  it('gets the TwiML answer back as texts, and its own ticks reach delivered', async () => {
    const { sim, service } = stand;
    service.on(
      '/reply',
      () => '<Response><Message>Hi &amp; welcome</Message><Message><Body>Second</Body></Message></Response>',
    );
    sim.network.setNumber({ phoneE164: jobrun, smsUrl: `${service.url}/reply` });
    const phone = sim.network.phone(owner);
    const sent = phone.text(jobrun, 'Hello');
    expect(sent.status).toBe('sending');
    await phone.waitForText('Hi & welcome', { from: jobrun });
    await phone.waitForText('Second');
    const mine = phone.messages.find((message) => message.sid === sent.sid);
    expect(mine).toMatchObject({ direction: 'out', peer: jobrun, status: 'delivered' });
  });

  it('keeps the order in which one person wrote, however slow an answer is', async () => {
    const { sim, service } = stand;
    service.on('/slow', async (got) => {
      if (got.fields.Body === 'first') await sim.waitFor(() => released);
      return '<Response/>';
    });
    let released = false;
    sim.network.setNumber({ phoneE164: pool, smsUrl: `${service.url}/slow` });
    const phone = sim.network.phone(caller);
    for (const body of ['first', 'second', 'third']) phone.text(pool, body);
    await sim.waitFor(() => service.at('/slow').length === 1);
    released = true;
    phone.text(jobrun, 'something else');
    await sim.waitFor(() => service.at('/slow').length === 3);
    expect(service.at('/slow').map((got) => got.fields.Body)).toEqual(['first', 'second', 'third']);
  });

  it('is tried twice when nobody is there, and fails with a reason; a 500 is not tried again', async () => {
    const { sim, service } = stand;
    sim.network.setNumber({ phoneE164: pool, smsUrl: 'http://127.0.0.1:1/nobody' });
    const phone = sim.network.phone(owner);
    const sent = phone.text(pool, 'Anyone?');
    const failed = await sim.waitFor(() =>
      phone.messages.find((message) => message.sid === sent.sid && message.status === 'failed'),
    );
    expect(failed.trouble).toContain('connection');
    const tries = sim.network.webhooks().filter((webhook) => webhook.url === 'http://127.0.0.1:1/nobody');
    expect(tries.map((webhook) => [webhook.attempt, webhook.failure])).toEqual([
      [1, 'connection'],
      [2, 'connection'],
    ]);
    const tokens = new Set(tries.map((webhook) => webhook.headers['i-twilio-idempotency-token']));
    expect(tokens.size).toBe(1);

    service.on('/broken', () => new Response('no', { status: 500 }));
    sim.network.setNumber({ phoneE164: pool, smsUrl: `${service.url}/broken` });
    const second = phone.text(pool, 'And now?');
    await sim.waitFor(() =>
      phone.messages.some((message) => message.sid === second.sid && message.status === 'failed'),
    );
    expect(service.at('/broken')).toHaveLength(1);

    sim.network.setNumber({ phoneE164: pool, smsUrl: `${service.url}/broken-retried#rc=3&rp=5xx` });
    service.on('/broken-retried', () => new Response('no', { status: 500 }));
    const third = phone.text(pool, 'With overrides');
    await sim.waitFor(() =>
      phone.messages.some((message) => message.sid === third.sid && message.status === 'failed'),
    );
    expect(service.at('/broken-retried')).toHaveLength(4);
  });
});

describe('a text from the service', () => {
  it('is accepted, counted in segments, and reported queued, sent, delivered in this order', async () => {
    const { sim, service, twilio: client } = stand;
    const body = 'x'.repeat(161);
    const created = await client.messages.create({
      to: owner,
      from: jobrun,
      body,
      statusCallback: `${service.url}/receipts?id=7`,
    });
    expect(created).toMatchObject({
      status: 'queued',
      numSegments: '2',
      direction: 'outbound-api',
      errorCode: null,
    });
    await sim.network.phone(owner).waitForText(body);
    await sim.waitFor(() => service.at('/receipts').length === 3);
    const receipts = service.at('/receipts');
    expect(receipts.map((got) => got.fields.MessageStatus)).toEqual(['queued', 'sent', 'delivered']);
    expect(receipts[2]?.fields.RawDlrDoneDate).toMatch(/^\d{10}$/);
    for (const got of receipts) {
      expect(got.fields.MessageSid).toBe(created.sid);
      const signature = got.headers.get('x-twilio-signature') ?? '';
      expect(twilio.validateRequest(authToken, signature, got.url, got.fields)).toBe(true);
    }
    const fetched = await client.messages(created.sid).fetch();
    expect(fetched.status).toBe('delivered');
    expect(fetched.dateSent).toBeInstanceOf(Date);
  });

  it('can be found again by number and time, over several pages', async () => {
    const { sim, twilio: client } = stand;
    const to = '+447700900700';
    const before = new Date(Date.now() - 1000);
    for (const body of ['one', 'two', 'three']) await client.messages.create({ to, from: jobrun, body });
    await sim.waitFor(() => sim.network.phone(to).messages.length === 3);
    const found = await client.messages.list({ to, from: jobrun, dateSentAfter: before, pageSize: 2 });
    expect(found.map((message) => message.body)).toEqual(['three', 'two', 'one']);
    expect(await client.messages.list({ to, dateSentBefore: new Date(before.getTime() - 60_000) })).toEqual(
      [],
    );
    expect(sim.network.messages().filter((text) => text.to === to)).toHaveLength(3);
  });

  it.each([
    [{ to: '12', from: jobrun, body: 'x' }, 21211],
    [{ to: owner, from: '+447700900999', body: 'x' }, 21606],
    [{ to: owner, from: 'me', body: 'x' }, 21212],
    [{ to: owner, from: jobrun, body: 'x'.repeat(1601) }, 21617],
    [{ to: owner, from: jobrun, body: '' }, 21602],
  ])('is refused with Twilio’s code: %#', async (order, code) => {
    const refused = stand.twilio.messages.create(order);
    await expect(refused).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
  });

  it('needs the right token', async () => {
    const stranger = twilioClient(stand.sim, 'wrong');
    await expect(stranger.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  it('counts an emoji as UCS-2', async () => {
    const sent = await stand.twilio.messages.create({ to: owner, from: jobrun, body: `📱${'x'.repeat(69)}` });
    expect(sent.numSegments).toBe('2');
  });

  it('stays undelivered with 30003 when the phone cannot be reached', async () => {
    const { sim, service, twilio: client } = stand;
    const dead = '+447700900701';
    sim.network.phone(dead).setBehaviour('unreachable');
    await client.messages.create({
      to: dead,
      from: jobrun,
      body: 'Hello?',
      statusCallback: `${service.url}/dead`,
    });
    await sim.waitFor(() => service.at('/dead').length === 3);
    expect(service.at('/dead')[2]?.fields).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: '30003',
    });
    expect(sim.network.phone(dead).messages).toEqual([]);
  });
});
