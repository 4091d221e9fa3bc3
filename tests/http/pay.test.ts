/** The payment pages: where each link leads, what each page says, and that no token leaks. */
import { Writable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type PaymentProvider, recordPayment } from '../../src/billing/index.ts';
import { createPayPages, maskPath } from '../../src/http/pay/index.ts';
import { connect } from '../../src/platform/database/index.ts';
import { openLog } from '../../src/platform/log.ts';
import {
  ada,
  addOwners,
  clear,
  clock,
  forgetfulProvider,
  now,
  providerFailure,
  publicBaseUrl,
} from '../billing/support.ts';
import { deadAddress } from '../providers/rude-server.ts';
import { cloneDatabase } from '../support/database.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());
const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  await clear(db.sql);
  await addOwners(db.sql, [ada]);
});

const look = { brandName: 'JobRun', onboardingNumber: '+447700900001' };

function pages(overrides: Partial<PaymentProvider> = {}, sql = db.engine) {
  const provider = forgetfulProvider(overrides);
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = openLog({ format: 'json', level: 'debug', stream });
  const app = createPayPages({ billing: { sql, provider, clock, publicBaseUrl }, look, log });
  return { app, provider };
}

const get = (path: string, { app } = pages()) => app.request(path);
const pay = `/pay/${ada.token}`;
const portal = `/portal/${ada.token}`;
const paid = { orgId: 'ada', isActive: true, standing: 'active', customerId: 'cus_1', now } as const;

describe('the pay link', () => {
  test('leads to the checkout, and to the same one the next time', async () => {
    const site = pages();
    for (const _ of ['first', 'second']) {
      const answer = await get(pay, site);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://checkout.example/cs_1']);
    }
    expect(site.provider.asked).toHaveLength(1);
  });

  test('asked for with HEAD opens nothing', async () => {
    const site = pages();
    const answer = await site.app.request(pay, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect((await site.app.request(portal, { method: 'HEAD' })).status).toBe(200);
    expect(site.provider.asked).toEqual([]);
    expect(await db.sql`SELECT FROM subscriptions`).toHaveLength(0);
  });

  test('of nobody is a friendly 404', async () => {
    for (const path of ['/pay/token-of-nobody', '/pay/%00', '/pay/x', '/portal/token-of-nobody']) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link doesn&#39;t work');
    }
  });

  test('after the payment says so, and offers the portal where there is one', async () => {
    await db.sql`UPDATE organizations SET payment_active = true WHERE id = 'ada'`;
    const before = await (await get(pay)).text();
    expect(before).toContain('You&#39;re all set');
    expect(before).not.toContain('/portal/');
    await recordPayment(db.engine, paid);
    expect(await (await get(pay)).text()).toContain(`href="${portal}"`);
  });

  test('just after the payment asks for patience, not for money', async () => {
    const site = pages({ checkoutState: async () => 'complete' });
    await get(pay, site);
    const answer = await get(pay, site);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('nothing more to pay');
  });

  test.each([
    [true, 'warn'],
    [false, 'error'],
  ])(
    'while Stripe is down (worth another try: %s) is a friendly 503, logged as %s',
    async (isRetryable, level) => {
      const site = pages({ openCheckout: () => Promise.reject(providerFailure(isRetryable)) });
      const answer = await get(pay, site);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
      expect(await answer.text()).toContain('Please try again in a minute');
      expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
        level,
        orgId: 'ada',
        msg: 'pay.checkout unavailable',
      });
    },
  );

  test('while the database is away is the same page', async () => {
    const url = (await deadAddress()).replace('http://', 'postgres://nobody@');
    const gone = connect({ url, max: 1, applicationName: 'jobrun-test-away' });
    const answer = await get(pay, pages({}, gone));
    await gone.end();
    expect(answer.status).toBe(503);
  });

  test('with a bug behind it is not dressed up', async () => {
    const site = pages({ openCheckout: () => Promise.reject(new TypeError('a bug')) });
    site.app.onError((error, c) => c.text(error.message, 500));
    const answer = await get(pay, site);
    expect([answer.status, await answer.text()]).toEqual([500, 'a bug']);
  });
});

describe('the portal link', () => {
  test('leads to a fresh portal, or says that there is nothing to manage', async () => {
    expect(await (await get(portal)).text()).toContain('Nothing to manage yet');
    await recordPayment(db.engine, paid);
    const answer = await get(portal);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://portal.example/cus_1']);
  });

  test('while Stripe is down is a friendly 503', async () => {
    await recordPayment(db.engine, paid);
    const site = pages({ openPortal: () => Promise.reject(providerFailure(true)) });
    expect((await get(portal, site)).status).toBe(503);
  });
});

test.each([
  [`${pay}/done`, 'Thank you'],
  [`${pay}/cancelled`, 'Nothing was charged'],
  [`${portal}/done`, 'All done'],
])('%s sends the owner back to the messages', async (path, title) => {
  const answer = await get(path);
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toMatch(/^<!doctype html><html lang="en">/);
  expect(page).toContain(`<h1>${title}</h1>`);
  expect(page).toContain('You can go back to your messages.');
  expect(page).toContain('href="sms:+447700900001"');
});

describe('nothing leaks', () => {
  test('pages and redirects are not stored, not indexed, not framed, and tell nobody where one came from', async () => {
    for (const path of [pay, `${pay}/done`, '/pay/token-of-nobody', portal]) {
      const { headers } = await get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
        'x-content-type-options': 'nosniff',
        'content-security-policy':
          "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      });
    }
  });

  test('no line of the log has a token, and paths can be masked', async () => {
    await recordPayment(db.engine, { ...paid, isActive: false, standing: 'stopped' });
    const down = pages({
      openCheckout: () => Promise.reject(providerFailure(true)),
      openPortal: () => Promise.reject(providerFailure(false)),
    });
    for (const site of [down, pages()]) for (const path of [pay, portal]) await get(path, site);
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain(ada.token);
    expect(maskPath(`${pay}/done?session=1`)).toBe('/pay/***/done');
    expect(maskPath(`/${portal}`)).toBe('//portal/***');
    expect(maskPath('/api/twilio/sms?webhook_token=t')).toBe('/api/twilio/sms');
  });
});

test('the style sheet is served by us and cached', async () => {
  const answer = await get('/assets/pay.css');
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  expect(await answer.text()).toContain('prefers-color-scheme: dark');
});
