/** A room that somebody puts beside the phones: its door, its place on the page, and the way from it to a phone. */
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caller, owner, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let bare: Stand;
beforeAll(async () => {
  const app = new Hono()
    .get('/', (c) => c.html('<p>a desk with a lamp</p>'))
    .get('/style.css', (c) => c.body('p { color: red }', 200, { 'content-type': 'text/css' }));
  [stand, bare] = await Promise.all([
    startStand({ room: { path: 'office', title: 'Office', app } }),
    startStand(),
  ]);
});
afterAll(() => Promise.all([stand?.close(), bare?.close()]));

const page = async (path: string, sim = stand.sim) => await (await fetch(`${sim.url}${path}`)).text();
const phoneQuery = (number: string) => `phone=${encodeURIComponent(number)}`;
/** Where a room sends somebody who takes a phone, from a page with this address. */
async function taken(number: string, from: string): Promise<URL> {
  const response = await fetch(`${stand.sim.url}/page/phones`, {
    method: 'POST',
    body: new URLSearchParams({ number }),
    headers: { referer: `${stand.sim.url}${from}` },
    redirect: 'manual',
  });
  return new URL(response.headers.get('location') ?? '', stand.sim.url);
}

test('stands in the place of the panel while it is open, and only then', async () => {
  const closed = await page('/');
  expect(closed).toContain('href="/?room=office"');
  expect(closed).not.toContain('a desk with a lamp');
  const open = await page('/?room=office');
  expect(open).toContain('a desk with a lamp');
  expect(open).toContain('href="/rooms/office/style.css"');
  expect(open).not.toContain('aria-label="Network log"');
  expect(await page('/rooms/office/style.css')).toBe('p { color: red }');
});

test('a room that nobody gave has no door', async () => {
  for (const path of ['/', '/?room=office']) {
    const html = await page(path, bare.sim);
    expect(html).not.toContain('office');
    expect(html).toContain('aria-label="Network log"');
  }
});

test('a phone that is taken from the room lies on the desk beside what lay there, and the room stays open', async () => {
  stand.sim.network.phone(owner);
  const to = await taken(caller, `/?${phoneQuery(owner)}&room=office`);
  expect(to.searchParams.get('phone')).toBe(owner);
  expect(to.searchParams.getAll('beside')).toEqual([expect.stringMatching(`^\\${caller}`)]);
  expect([to.searchParams.get('at'), to.searchParams.get('room')]).toEqual(['1', 'office']);
  // On a narrow screen the room was all there was to see: now it is the phone.
  const narrow = await taken(owner, `/?${phoneQuery(owner)}&screen=network&room=office`);
  expect(narrow.searchParams.get('screen')).toBeNull();
});

test('a page with an empty place is told to look again once there is a phone for it', async () => {
  const look = (filled: number) => fetch(`${stand.sim.url}/page/spots/${filled}?room=office`);
  expect((await look(1)).headers.get('hx-refresh')).toBe('true');
  expect((await look(2)).headers.get('hx-refresh')).toBeNull();
});
