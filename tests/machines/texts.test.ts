/** Every wording: plain characters, two segments, no price of its own, no word that belongs to consent. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { documentedTexts } from '../../machines/onboarding/documented-texts.ts';
import { onboarding } from '../../machines/onboarding/setup.ts';
import { KEY_TEXTS } from '../../machines/onboarding/texts.ts';
import { countSegments } from '../../src/values/segments.ts';
import { WEEKDAYS } from '../../src/values/week-hours.ts';
import { settings } from '../transcripts/world.ts';

const number = '+447111111111';
/** Longer than any link of ours will be. */
const link = 'https://onboarding.jobrun-example.co.uk/pay/Ab3dEf6hIj9kLm2nOp';
const QUESTIONS = [
  ...['tradeAndPlace', 'trade', 'place', 'businessName', 'ownerName', 'notification', 'goLive', 'waiting'],
  ...['numberReady', 'phoneType', 'forwarding', 'testCall', 'letItRing'],
].map((question) => ({ question }));
const questions = [...QUESTIONS, { question: 'pay', payLink: link }, { question: 'live', number }];

/** Every value that any wording reads, so that one object serves them all. */
const values = {
  number,
  link,
  payLink: link,
  trade: 'Painter and decorator',
  location: 'Newcastle upon Tyne',
  ...{ handle: 999, caller: '+447700900111', photoCount: 12, isOpenNow: false, words: 'w'.repeat(300) },
  ...{
    what: 'w'.repeat(160),
    place: 'Pläce '.repeat(20),
    urgency: 'no rush',
    preferredTime: 'Friday '.repeat(9),
  },
  ...{ name: 'Zoë '.repeat(15), who: 'Bartholomew Featherstonehaugh', business: '李 Plumbing '.repeat(8) },
  ...{ code: '30006', isByCall: false, phoneType: 'iphone' },
  ...{ phone: '+447700900111', callType: 'APPOINTMENT_REMINDER', reason: 'r'.repeat(120) },
  hours: Object.fromEntries(WEEKDAYS.map((day, n) => [day, [`0${n}:00`, '18:30']])),
  open: Array.from({ length: 12 }, (_, n) => ({
    handle: 900 + n,
    who: 'Zoë '.repeat(15),
    what: 'w'.repeat(99),
  })),
};
const ENQUIRY_QUESTIONS = ['what', 'where', 'urgency', 'when', 'name', null].map((question) => ({
  question,
}));
const all = Object.values(machines).flatMap(({ name: machine, texts }) =>
  Object.entries(texts).flatMap(([name, wording]) =>
    (machine === 'enquiry'
      ? ENQUIRY_QUESTIONS
      : [...questions, { ...questions[0], ownerName: 'Bartholomew Featherstonehaugh' }]
    ).map((question) => ({
      machine,
      name,
      text: wording(
        { ...values, ...question, ...(name === 'addition' ? { words: [values.words] } : {}) },
        settings,
      ),
    })),
  ),
);

/** Texts to the owner with a caller's own words in them. */
const RELAYS = new Set([
  ...['summary', 'unfinished', 'wantsPerson', 'tooMuch', 'addition', 'notRelayed', 'calledOff', 'rangAgain'],
  ...[
    'notDelivered',
    'list',
    'choose',
    'unknown',
    'sent',
    'notTextable',
    'taken',
    'handedBack',
    'done',
    'ignored',
    'callbackWanted',
  ],
]);

describe('wordings', () => {
  test('there are as many as we think', () => {
    expect(new Set(all.map(({ machine, name }) => `${machine}/${name}`)).size).toBe(89);
  });

  test('our own are GSM-7 and at most two segments', () => {
    const dear = all
      // An owner's words go out as they were written, and what a caller wrote reaches the owner so.
      .filter(({ name }) => !(name in documentedTexts) && name !== 'ownerWords' && !RELAYS.has(name))
      .map(({ machine, name, text }) => ({ machine, name, text, ...countSegments(text) }))
      .filter(({ count, encoding }) => count > 2 || encoding !== 'GSM-7');
    expect(dear).toEqual([]);
  });

  test('what an ordinary caller wrote costs the owner at most two segments', () => {
    const said = {
      what: 'leaking tap in the kitchen, it drips all night',
      place: '12 Park Road, Leeds LS1 4AB',
    };
    const ordinary = {
      ...values,
      ...said,
      preferredTime: 'tomorrow after 4pm',
      name: 'Anna Smith',
      who: 'Anna Smith',
    };
    for (const { name: machine, texts } of [machines.enquiry, machines.desk]) {
      for (const [name, wording] of Object.entries(texts).filter(([known]) => RELAYS.has(known))) {
        const words = name === 'addition' ? ['the gate is locked'] : 'sorted now, thanks';
        const open = [{ handle: 1, who: 'Anna Smith', what: said.what }];
        const text = wording({ ...ordinary, words, open }, settings);
        expect({ machine, name, text, ...countSegments(text) }).toMatchObject({ encoding: 'GSM-7' });
        expect(countSegments(text).count, text).toBeLessThanOrEqual(2);
      }
    }
  });

  test.each(['Zoë', 'Łukasz', 'Şule Öztürk', 'محمد', 'Анна 👋', '李小龙', '👩‍👧'])(
    '%s reaches the owner as written',
    (who) => {
      const known = { ...values, what: who, place: who, preferredTime: who, name: who, who };
      for (const name of ['summary', 'unfinished', 'wantsPerson']) {
        const text = machines.enquiry.texts[name]?.(known, settings) ?? '';
        expect(text.split(who).length - 1, text).toBe(4);
      }
      expect(machines.enquiry.texts.addition?.({ ...known, words: [who] }, settings)).toContain(
        `${who} (999): ${who}`,
      );
      expect(machines.enquiry.texts.calledOff?.({ ...known, words: who }, settings)).toContain(`"${who}"`);
      expect(machines.desk.texts.sent?.(known, settings)).toContain(who);
      const open = [{ handle: 1, who, what: null }];
      expect(machines.desk.texts.list?.({ open }, settings)).toContain(`1 ${who}\n`);
    },
  );

  test('nothing leaks into a text', () => {
    expect(all.filter(({ text }) => /undefined|null|NaN|\[object|\$\{/.test(text))).toEqual([]);
  });

  test('what an owner wrote makes no text dear', () => {
    const { askNotification, askBusinessName } = machines.onboarding.texts;
    for (const said of ['Zoë', '李小龙', 'x'.repeat(60), '😀']) {
      const written = { ownerName: said, trade: said, location: said };
      expect(countSegments(askNotification?.(written, settings) ?? '')).toEqual({
        encoding: 'GSM-7',
        count: 1,
      });
      expect(countSegments(askBusinessName?.(written, settings) ?? '')).toEqual({
        encoding: 'GSM-7',
        count: 1,
      });
    }
  });

  test('no wording offers a word that carriers and consent own, except STOP and HELP for what they are', () => {
    expect(all.filter(({ text }) => /\b(?:END|CANCEL|QUIT|INFO|START|YES)\b/.test(text))).toEqual([]);
  });

  test('whoever greets says who it is and how to make it stop', () => {
    for (const name of [
      'greet',
      'greetAndAskName',
      'welcomeBack',
      'help',
      'humanAsked',
      'reminder',
      'lastReminder',
    ]) {
      const said = all.filter((wording) => wording.name === name && wording.machine === 'onboarding');
      expect(said.length).toBeGreaterThan(0);
      expect(said.filter(({ text }) => !text.includes('JobRun') || !text.includes('STOP'))).toEqual([]);
    }
  });

  test('the texts that a person must hear of exist', () => {
    expect([...KEY_TEXTS].filter((name) => !(name in machines.onboarding.texts))).toEqual([]);
  });

  test('the instructions carry the number and its codes', () => {
    const { androidInstructions, landlineInstructions, iphoneCode } = machines.onboarding.texts;
    expect(androidInstructions?.({ number }, settings)).toContain('**004*+447111111111*11*20#');
    expect(iphoneCode?.({ number }, settings)).toContain('**004*+447111111111*11*20#');
    const landline = landlineInstructions?.({ number }, settings);
    for (const part of [number, '*61*07111111111#', '*67*07111111111#']) expect(landline).toContain(part);
  });

  test('a wording that does not exist does not compile, nor does one without its values', () => {
    const { createStateConfig } = onboarding;
    const tell = <const News>(params: News) => ({ type: 'tellMachine' as const, params });
    const configs = [
      // @ts-expect-error there is no such wording
      createStateConfig({ entry: { type: 'sendText', params: { text: 'noSuchText' } } }),
      // @ts-expect-error the number is missing
      createStateConfig({ entry: { type: 'sendText', params: { text: 'live', values: {} } } }),
      createStateConfig({ entry: { type: 'sendText', params: { text: 'live', values: { number } } } }),
      // @ts-expect-error forwarding knows no such event
      createStateConfig({ entry: tell({ machine: 'forwarding', event: { type: 'PAYMENT_ASKED' } }) }),
      createStateConfig({ entry: tell({ machine: 'forwarding', event: { type: 'OWNER_CONFIRMED' } }) }),
    ];
    expect(configs).toHaveLength(5);
  });
});

describe('sources', () => {
  const folder = fileURLToPath(new URL('../../machines/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const sources = files.map((name) => ({ name, source: readFileSync(folder + name, 'utf8') }));

  test('no price stands in a machine', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter(({ source }) => /[£€]\s?\d|\b2900\b|\b29(?:\.00)?\b/.test(source))).toEqual([]);
  });

  test('machines are pure: no clock, no randomness, no I/O, nothing imported but xstate, zod and values', () => {
    for (const { name, source } of sources) {
      const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '');
      expect(
        imports.filter((from) => !/^(?:xstate|zod|\.)/.test(from)),
        name,
      ).toEqual([]);
      expect(
        imports.filter((from) => from.includes('src/') && !from.includes('src/values/')),
        name,
      ).toEqual([]);
      expect(source, name).not.toMatch(
        /Date\.now|new Date\(\)|Math\.random|process\.|fetch\(|setTimeout|invoke:/,
      );
    }
  });
});
