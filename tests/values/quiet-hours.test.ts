/** Quiet hours by the clocks of the recipient: the last minute, the first one, and the nights when the clocks change. */
import { expect, test } from 'vitest';
import { sendingWindow, timeZoneOf, validityS } from '../../src/values/quiet-hours.ts';

const at = (iso: string, zone = 'Europe/London') => sendingWindow(new Date(iso), zone);
const opensAt = (iso: string, zone?: string) => {
  const window = at(iso, zone);
  return window.isOpen ? 'open' : window.opensAt.toISOString();
};

test('20:59 is the last minute, 21:00 waits for 8:00', () => {
  expect(at('2026-11-20T20:59:00Z')).toEqual({ isOpen: true, leftMs: 60_000 });
  expect(opensAt('2026-11-20T21:00:00Z')).toBe('2026-11-21T08:00:00.000Z');
  expect(opensAt('2026-11-20T07:59:59Z')).toBe('2026-11-20T08:00:00.000Z');
  expect(opensAt('2026-11-20T08:00:00Z')).toBe('open');
});

test('the nights when the clocks change have their own 8:00', () => {
  // British clocks go forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC.
  expect(opensAt('2026-03-28T22:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
  expect(opensAt('2026-10-24T21:00:00Z')).toBe('2026-10-25T08:00:00.000Z');
  expect(opensAt('2026-03-08T04:00:00Z', 'America/New_York')).toBe('2026-03-08T12:00:00.000Z');
});

test('New Year’s Eve leads into the next year', () => {
  expect(opensAt('2026-12-31T23:30:00Z')).toBe('2027-01-01T08:00:00.000Z');
});

test('a number of one zone has that zone, others have the organization’s', () => {
  expect(timeZoneOf('+447700900001', 'America/New_York')).toBe('Europe/London');
  expect(timeZoneOf('+12025550100', 'America/New_York')).toBe('America/New_York');
  expect(timeZoneOf('+12025550100', null)).toBe('Europe/London');
  expect(opensAt('2026-11-20T21:00:00Z', 'Nowhere/Land')).toBe('2026-11-21T08:00:00.000Z');
});

test('what is left of the window is never more than the carrier takes', () => {
  expect(validityS(60_500)).toBe(60);
  expect(validityS(13 * 3_600_000)).toBe(36_000);
  expect(validityS(10)).toBe(1);
});
