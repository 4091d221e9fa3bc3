import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

const confirmation =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';

describe('STOP', () => {
  it('blocks that pair of numbers, is confirmed once by Twilio itself, and still reaches the webhook', async () => {
    const { sim, service, twilio } = stand;
    const phone = sim.network.phone(owner);
    phone.text(jobrun, ' stop. ');
    await phone.waitForText(confirmation, { from: jobrun });
    await sim.waitFor(() => service.at('/sms').some((got) => got.fields.Body === ' stop. '));
    await expect(twilio.messages.create({ to: owner, from: jobrun, body: 'Hello' })).rejects.toMatchObject({
      status: 400,
      code: 21610,
    });
    await twilio.messages.create({ to: owner, from: pool, body: 'From another number' });
    await phone.waitForText('From another number');

    phone.text(jobrun, 'STOP');
    await sim.waitFor(() => service.at('/sms').some((got) => got.fields.Body === 'STOP'));
    expect(phone.messages.filter((message) => message.body === confirmation)).toHaveLength(1);
    // Twilio's own words are nothing that the service sent.
    expect(sim.network.messages().map((text) => text.body)).toEqual(['From another number']);
  });

  it('also swallows a TwiML reply', async () => {
    const { sim, service } = stand;
    service.on('/replies', () => '<Response><Message>You should not see this</Message></Response>');
    sim.network.setNumber({ phoneE164: jobrun, smsUrl: `${service.url}/replies` });
    const phone = sim.network.phone(owner);
    const sent = phone.text(jobrun, 'hello again');
    await sim.waitFor(() => phone.messages.some((one) => one.sid === sent.sid && one.status === 'delivered'));
    expect(phone.messages.some((message) => message.body === 'You should not see this')).toBe(false);
  });

  it('is undone by START', async () => {
    const { sim, twilio } = stand;
    const phone = sim.network.phone(owner);
    expect(sim.network.isOptedOut(jobrun, owner)).toBe(true);
    phone.text(jobrun, 'Start');
    await phone.waitForText('re-subscribed');
    expect(sim.network.isOptedOut(jobrun, owner)).toBe(false);
    await twilio.messages.create({ to: owner, from: jobrun, body: 'Welcome back' });
    await phone.waitForText('Welcome back');
  });

  it.each(['Cancel my Tuesday visit', 'yes please', 'END of the road'])(
    'is not heard in “%s”',
    async (body) => {
      const { sim, service } = stand;
      sim.network.phone('+447700900124').text(pool, body);
      await sim.waitFor(() => service.at('/sms').some((got) => got.fields.Body === body));
      expect(sim.network.isOptedOut(pool, '+447700900124')).toBe(false);
    },
  );
});

describe('YES of somebody who never opted out', () => {
  it('is an ordinary word', async () => {
    const { sim, service } = stand;
    const phone = sim.network.phone('+447700900125');
    phone.text(pool, 'YES');
    await sim.waitFor(() => service.at('/sms').some((got) => got.fields.Body === 'YES'));
    phone.text(pool, 'and then');
    await sim.waitFor(() => service.at('/sms').some((got) => got.fields.Body === 'and then'));
    expect(phone.messages.filter((message) => message.direction === 'in')).toEqual([]);
  });
});
