import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDialCode } from '../../src/simulator/network/dial-codes.ts';
import { owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

it('registers, queries, switches off and erases forwarding as a network does', () => {
  const phone = stand.sim.network.phone(owner);
  expect(phone.dial('**004*+447111111111*11*20#')).toEqual({
    isDone: true,
    title: 'Call forwarding: registration was successful',
    lines: [
      `When unanswered: forwards to ${pool} after 20 seconds`,
      `When busy: forwards to ${pool}`,
      `When unreachable: forwards to ${pool}`,
    ],
  });
  expect(phone.forwarding).toEqual({
    unconditional: null,
    noReply: { to: pool, isActive: true, seconds: 20 },
    busy: { to: pool, isActive: true },
    unreachable: { to: pool, isActive: true },
  });
  expect(phone.dial('*#61#')).toMatchObject({
    lines: [`When unanswered: forwards to ${pool} after 20 seconds`],
  });
  phone.dial('#67#');
  expect(phone.forwarding.busy).toEqual({ to: pool, isActive: false });
  phone.dial('*67#');
  expect(phone.forwarding.busy?.isActive).toBe(true);
  phone.dial('##004#');
  expect(phone.forwarding).toEqual({ unconditional: null, noReply: null, busy: null, unreachable: null });
});

it('takes local numbers, one rule at a time, and erases everything', () => {
  const phone = stand.sim.network.phone(owner);
  phone.dial('**21*07111 111111#');
  expect(phone.forwarding.unconditional).toEqual({ to: pool, isActive: true });
  phone.dial('**61*+447111111111**30#');
  expect(phone.forwarding.noReply).toEqual({ to: pool, isActive: true, seconds: 30 });
  phone.dial('##002#');
  expect(phone.forwarding).toEqual({ unconditional: null, noReply: null, busy: null, unreachable: null });
});

it.each(['**61*+447111111111*11*12#', '**21*12#', '**99*+447111111111#', '*#06#'])('refuses %s', (code) => {
  const phone = stand.sim.network.phone('+447700900801');
  expect(phone.dial(code)).toMatchObject({ isDone: false });
  expect(phone.forwarding.noReply).toBeNull();
  expect(phone.forwarding.unconditional).toBeNull();
});

it.each([
  [
    '*21*07700900456#',
    { act: 'register', services: ['unconditional'], target: '07700900456', seconds: null },
  ],
  [
    '*72+12025550100',
    { act: 'register', services: ['unconditional'], target: '+12025550100', seconds: null },
  ],
  ['*712025550100', { act: 'register', services: ['noReply', 'busy'], target: '2025550100', seconds: null }],
  ['*73', { act: 'erase', services: ['unconditional', 'noReply', 'busy', 'unreachable'] }],
])('reads %s', (code, meaning) => {
  expect(readDialCode(code)).toMatchObject(meaning);
});
