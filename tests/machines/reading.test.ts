/** How an owner's words are understood, without a model. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as answers from '../../machines/onboarding/reading/answers.ts';
import { readTradeAndPlace } from '../../machines/onboarding/reading/trade-and-place.ts';
import { readBusinessName, readOwnerName } from '../../machines/reading/names.ts';
import { wantsHuman } from '../../machines/reading/person.ts';

const nothing = { trade: null, location: null };

describe('trade and place', () => {
  test.each([
    ['Plumber from London', 'Plumber', 'London'],
    ["I'm a roofer, Manchester", 'Roofer', 'Manchester'],
    ['I’m a roofer, Manchester', 'Roofer', 'Manchester'],
    ['electrician in Leeds', 'Electrician', 'Leeds'],
    ['we are a plumbing company based in St Albans', 'Plumber', 'St Albans'],
    ['London plumber', 'Plumber', 'London'],
    ['plumber london', 'Plumber', 'London'],
    ['PLUMBER FROM LONDON', 'Plumber', 'London'],
    ['Plumber, SW1A 1AA', 'Plumber', 'SW1A 1AA'],
    ['plumber based in sw1a1aa', 'Plumber', 'SW1A 1AA'],
    ['🔧 Plumber from London 🇬🇧', 'Plumber', 'London'],
    ['plumber\nLondon', 'Plumber', 'London'],
    ['Plumber (London)', 'Plumber', 'London'],
    ['Plumber from London please mate', 'Plumber', 'London'],
    ["Hi, I'm Dave, a plumber from London", 'Plumber', 'London'],
    ['emergency plumber, London', 'Plumber', 'London'],
    ['London based electrician', 'Electrician', 'London'],
    ['I fix boilers in York', 'Heating engineer', 'York'],
    ['sparky, Leeds', 'Electrician', 'Leeds'],
    ['chippy from stoke on trent', 'Carpenter', 'Stoke on Trent'],
    ['brickie Stoke-on-Trent', 'Bricklayer', 'Stoke-on-Trent'],
    ['man and van London', 'Removals', 'London'],
    ['window cleaner from Reading', 'Window cleaner', 'Reading'],
    ['plumber and gas engineer in Leeds', 'Plumber and gas engineer', 'Leeds'],
    ['Painter & decorator in Tunbridge Wells', 'Painter and decorator', 'Tunbridge Wells'],
    ['joiner based in Glasgow, Scotland', 'Joiner', 'Glasgow'],
    ['We do roofing and guttering around Kent', 'Roofer', 'Kent'],
    ['roofer and gutters, Leeds', 'Roofer', 'Leeds'],
    ['Falconer from Leeds', 'Falconer', 'Leeds'],
    ['mobile dog trainer in Hull', 'Mobile dog trainer', 'Hull'],
    ['beekeeper Hull', 'Beekeeper', 'Hull'],
    ['Thatcher, Thame', 'Thatcher', 'Thame'],
    ['upholsterer, Cwmbran', 'Upholsterer', 'Cwmbran'],
  ])('%j is %s in %s', (text, trade, location) => {
    expect(readTradeAndPlace(text, nothing)).toEqual({ trade, location });
  });

  test.each([
    'Plumber',
    'ABC Plumbing',
    'self employed plumber',
    "Hi I'm Dave a plumber",
    'plumber for 20 years',
  ])('%j names no place', (text) => {
    expect(readTradeAndPlace(text, nothing)).toEqual({ trade: 'Plumber', location: null });
  });

  test.each(['London', "I'm from London", 'I live in London', 'hi from London'])(
    '%j names no trade',
    (text) => {
      expect(readTradeAndPlace(text, nothing)).toEqual({ trade: null, location: 'London' });
    },
  );

  test.each([
    'hi',
    'START',
    'YES',
    '👍',
    '',
    '???',
    'who is this',
    'what is this?',
    'ok thanks',
    'asdf',
    '12345',
  ])('%j names neither', (text) => {
    expect(readTradeAndPlace(text, nothing)).toEqual(nothing);
  });

  test.each([
    ['Leeds', 'Leeds'],
    ['in upper slaughter', 'Upper Slaughter'],
    ['LE1 3QA', 'LE1 3QA'],
  ])('asked only for the place, %j is taken at its word', (text, location) => {
    expect(readTradeAndPlace(text, { trade: 'Plumber', location: null })).toEqual({
      trade: 'Plumber',
      location,
    });
  });

  test('asked only for the trade, an unknown one is taken at its word; talk is not', () => {
    const leeds = { trade: null, location: 'Leeds' };
    expect(readTradeAndPlace('goat yoga', leeds).trade).toBe('Goat yoga');
    expect(readTradeAndPlace('no idea', leeds).trade).toBeNull();
  });

  test('any text can be read, and what is understood fits a column and a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const known of [
          nothing,
          { trade: 'Plumber', location: null },
          { trade: null, location: 'Leeds' },
        ]) {
          const { trade, location } = readTradeAndPlace(text, known);
          expect([...(trade ?? '')].length).toBeLessThanOrEqual(60);
          expect([...(location ?? '')].length).toBeLessThanOrEqual(60);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a very long text is read in no time', () => {
    const started = performance.now();
    readTradeAndPlace('plumber, in from near '.repeat(80), nothing);
    readTradeAndPlace('a '.repeat(800), nothing);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('names', () => {
  test.each([
    ['ABC Plumbing', 'ABC Plumbing'],
    ["  Dave's\n  Drains ", "Dave's Drains"],
    ["we're called Bright Sparks", 'Bright Sparks'],
    ['\u202EABC\u200B Plumbing\u0007', 'ABC Plumbing'],
    ['4U', '4U'],
    ['a'.repeat(60), 'a'.repeat(60)],
  ])('%j is a business called %j', (text, name) => {
    expect(readBusinessName(text)).toBe(name);
  });

  test.each(['x', 'a'.repeat(61), '', '  ', '...', '🔥', 'yes', 'Hello!', 'what do you mean?'])(
    '%j is no name of a business',
    (text) => {
      expect(readBusinessName(text)).toBeNull();
    },
  );

  test.each([
    ['John Smith', 'John Smith'],
    ["I'm John Smith", 'John Smith'],
    ['I’m John Smith.', 'John Smith'],
    ['John here', 'John'],
    ['hi, my name is john smith', 'John Smith'],
    ['Jo', 'Jo'],
    ["Siân O'Neill 😀", "Siân O'Neill"],
    ['Dave Jones speaking', 'Dave Jones'],
    ['Ian', 'Ian'],
    ['Amy', 'Amy'],
  ])('%j is called %j', (text, name) => {
    expect(readOwnerName(text)).toBe(name);
  });

  test.each(['J', '1', '12345', 'yes', 'who?', 'n'.repeat(61), "I'm"])('%j is no name', (text) => {
    expect(readOwnerName(text)).toBeNull();
  });
});

describe('short answers', () => {
  test.each([
    'YES',
    'yes.',
    'Yes please',
    'READY',
    'ready!',
    'yeah',
    'ok',
    "I'm ready",
    'Yes, ready',
    '👍🏽',
  ])('%j is ready', (text) => {
    expect(answers.isReady(text)).toBe(true);
    expect(answers.isNotYet(text)).toBe(false);
  });
  test.each(['no', 'not yet', 'not ready', "I'm not ready", 'yes but later', 'already?', ''])(
    '%j is not',
    (text) => {
      expect(answers.isReady(text)).toBe(false);
    },
  );
  test.each(['SMS', 'sms please', 'Text', 'by text', 'text me'])('%j chooses texts', (text) => {
    expect(answers.choosesSms(text)).toBe(true);
  });
  test.each(['email', 'not sms', 'whatsapp or text', "don't text me", 'phone', ''])('%j does not', (text) => {
    expect(answers.choosesSms(text)).toBe(false);
  });
  test.each([
    ['1', 'iphone'],
    ['1.', 'iphone'],
    ['1️⃣', 'iphone'],
    ['iPhone', 'iphone'],
    ['1 iphone', 'iphone'],
    ['option 2', 'android'],
    ["it's a Samsung", 'android'],
    ['3)', 'landline'],
    ['land line', 'landline'],
    ['12', null],
    ['4', null],
    ['iphone and android', null],
    ['', null],
  ])('%j is the phone %s', (text, phone) => {
    expect(answers.readPhoneType(text)).toBe(phone);
  });
  test('done, back, a person, ring me', () => {
    expect(['DONE', 'done!', 'All done', 'ok done', "I've done it"].every(answers.isDone)).toBe(true);
    expect(['not done', 'done?no', 'nearly done'].some(answers.isDone)).toBe(false);
    expect(['BACK', 'back please', 'Go back'].every(answers.isBack)).toBe(true);
    expect(['call back', 'backhoe hire'].some(answers.isBack)).toBe(false);
    expect(['HUMAN', 'human please', 'Can I speak to a person?'].every(wantsHuman)).toBe(true);
    expect(['CALL ME', 'call me!', 'Test', 'please ring me'].every(answers.wantsTestCall)).toBe(true);
  });
  test('words that carriers and consent own are never menu words', () => {
    const readers = [answers.isDone, answers.isBack, wantsHuman, answers.wantsTestCall, answers.wantsBilling];
    for (const word of ['END', 'CANCEL', 'QUIT', 'INFO', 'STOP', 'HELP']) {
      expect(readers.some((reads) => reads(word))).toBe(false);
    }
  });
});
