/** An engine on a test database, and the deliveries that doors would hand to it. */
import { machines } from '../../machines/index.ts';
import type { Wording } from '../../machines/step/index.ts';
import { createEngine, type Engine, type EngineTools } from '../../src/conversations/index.ts';
import type { Delivery, Occurrence } from '../../src/inbox/index.ts';
import type { OutboundTerms } from '../../src/outbound/index.ts';
import { createHeldLanes } from '../../src/outbox/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId, newToken } from '../../src/platform/ids.ts';
import { catchLog, type LogCatcher } from './log-catcher.ts';

export const ONBOARDING_NUMBER = '+447476955179';
/** The lane of an owner's thread. */
export const laneOfOwner = (phone: string) => `${ONBOARDING_NUMBER}>${phone}`;

/** As the service starts without any variable for it. */
export const CALLS_SWITCHED_OFF: OutboundTerms = {
  isEnabled: false,
  canaryOrgIds: new Set(),
  classifierMode: 'KEYWORD_ONLY',
  defaultAgentId: null,
};

export interface TestEngine extends Engine {
  readonly tools: EngineTools;
  readonly caught: LogCatcher;
}

export function engineOn(sql: Sql, overrides: Partial<EngineTools> = {}): TestEngine {
  const caught = catchLog();
  const tools: EngineTools = {
    specs: machines,
    lanes: createHeldLanes(),
    clock: systemClock,
    log: caught.log,
    newId,
    newToken,
    settings: { brandName: 'JobRun', pricePence: 2900, currency: 'GBP' },
    onboardingNumber: ONBOARDING_NUMBER,
    publicBaseUrl: 'https://jobrun.test',
    optOutHandledBy: 'twilio',
    outbound: CALLS_SWITCHED_OFF,
    ...overrides,
  };
  return { ...createEngine(sql, tools), tools, caught };
}

export async function ownOnboardingNumber(sql: Sql): Promise<void> {
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status)
    VALUES (${ONBOARDING_NUMBER}, 'ONBOARDING', 'onboarding', 'ASSIGNED')`;
}

let serial = 0;

/** A MessageSid that no other text of this file has. */
export function newSid(): string {
  serial += 1;
  return `SM${String(serial).padStart(32, '0')}`;
}

export interface TextOptions {
  readonly sid?: string;
  readonly to?: string;
  readonly at?: Date;
}

export function textFrom(from: string, body: string, options: TextOptions = {}): Delivery {
  const { sid = newSid(), to = ONBOARDING_NUMBER, at = new Date() } = options;
  return {
    provider: 'twilio',
    providerEventId: sid,
    ourNumber: to,
    theirNumber: from,
    isTextable: true,
    occurrence: { kind: 'text', body, mediaUrls: [] },
    receivedAt: at,
    answer: () => '<Response/>',
  };
}

export interface ReceiptOptions {
  readonly promiseId?: string | null;
  readonly errorCode?: string | null;
}

export function receiptOf(sid: string, status: string, options: ReceiptOptions = {}): Delivery {
  const { promiseId = null, errorCode = null } = options;
  const occurrence: Occurrence = { kind: 'receipt', promiseId, providerId: sid, status, errorCode };
  return {
    ...textFrom(sid, ''),
    providerEventId: `status:${sid}:${status}`,
    ourNumber: 'receipt',
    isTextable: false,
    occurrence,
  };
}

/** The machines, with onboarding failing at every step of the owners for whom `isBroken` says so. */
export function specsBrokenFor(isBroken: (ownerPhone: string) => boolean): EngineTools['specs'] {
  const { parseContext } = machines.onboarding;
  return {
    ...machines,
    onboarding: {
      ...machines.onboarding,
      parseContext: (raw, facts) => {
        if (isBroken(facts.ownerPhone)) throw new Error(`a bug that hits ${facts.ownerPhone}`);
        return parseContext(raw, facts);
      },
    },
  };
}

/** The machines, with one wording of onboarding failing while `isBroken` says so. */
export function specsWithBrokenText(name: string, isBroken: () => boolean): EngineTools['specs'] {
  const { texts } = machines.onboarding;
  const broken: Wording = (values, settings) => {
    if (isBroken()) throw new Error(`the wording ${name} is broken`);
    return texts[name]?.(values, settings) ?? '';
  };
  return { ...machines, onboarding: { ...machines.onboarding, texts: { ...texts, [name]: broken } } };
}

/** Answers S1 to S4, so that the owner stands at S5 and READY or YES asks the gate. */
export async function bringToConfirm(engine: Engine, phone: string, at?: Date): Promise<void> {
  const options = at ? { at } : {};
  for (const body of ['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS']) {
    await engine.advance(textFrom(phone, body, options));
  }
}
