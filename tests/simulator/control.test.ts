import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { accountSid, authToken, jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${stand.sim.url}/_sim${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

describe('a player in another process', () => {
  it('texts, dials, forwards and sees what happened', async () => {
    expect(await call('POST', '/phones', { number: owner })).toMatchObject({
      status: 201,
      json: { number: owner },
    });
    const sent = await call('POST', `/phones/${owner}/texts`, { to: jobrun, body: 'Plumber from London' });
    expect(sent).toMatchObject({ status: 201, json: { direction: 'out', peer: jobrun } });
    await stand.sim.waitFor(() => stand.service.at('/sms').length === 1);
    await stand.sim.waitFor(() => stand.sim.network.webhooks().length === 1);
    expect((await call('GET', '/webhooks')).json).toMatchObject([
      { kind: 'sms', status: 200, fields: { Body: 'Plumber from London' } },
    ]);
    expect((await call('POST', `/phones/${owner}/dial`, { code: `**21*${pool}#` })).json).toMatchObject({
      isDone: true,
    });
    expect((await call('GET', `/phones/${owner}`)).json).toMatchObject({
      forwarding: { unconditional: { to: pool } },
    });
    expect((await call('PUT', `/phones/${owner}/behaviour`, { behaviour: 'busy' })).json).toMatchObject({
      behaviour: 'busy',
    });
  });

  it('is told what is wrong', async () => {
    expect(await call('POST', '/phones', { number: 'x' })).toMatchObject({ status: 400 });
    expect(await call('POST', `/phones/${owner}/texts`, { to: jobrun, body: '' })).toMatchObject({
      status: 400,
      json: { error: 'the text is empty' },
    });
  });

  it('can follow everything as server-sent events', async () => {
    const abort = new AbortController();
    const response = await fetch(`${stand.sim.url}/_sim/events`, { signal: abort.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    stand.sim.network.phone(owner).text(pool, 'followed');
    let seen = '';
    while (!seen.includes('"body":"followed"')) seen += (await reader?.read())?.value ?? '';
    expect(seen).toContain('event: text');
    abort.abort();
  });
});

describe('the simulator', () => {
  const options = {
    twilio: { accountSid, authToken },
    stripe: { secretKey: 'sk', webhookSecret: 'whsec' },
    numbers: [],
  };

  it('never starts in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await expect(startSimulator(options)).rejects.toThrow('NODE_ENV=production');
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  it('says which option is wrong, and that a port is taken', async () => {
    await expect(startSimulator({ ...options, numbers: [{ phoneE164: '0770' }] })).rejects.toThrow(
      'phoneE164',
    );
    await expect(startSimulator({ ...options, port: stand.sim.port })).rejects.toThrow('EADDRINUSE');
  });

  it('closes while a phone rings and a webhook hangs', async () => {
    const other = await startStand();
    other.service.on('/hangs', () => new Promise<string>(() => undefined));
    other.sim.network.setNumber({ phoneE164: pool, smsUrl: `${other.service.url}/hangs` });
    other.sim.network.phone(owner).text(pool, 'Hello?');
    await other.sim.waitFor(() => other.service.at('/hangs').length === 1);
    await other.sim.close();
    await expect(fetch(other.sim.url)).rejects.toThrow();
    await other.service.close();
  });
});
