/**
 * A world in memory for machines: one owner, a clock that is advanced by hand, a pool, a Stripe. It does inside effects at
 * once and hands their answers back, as the engine does, and stores every machine as JSON between any two steps.
 */
import {
  type Effect,
  type Facts,
  isInside,
  type MachineEvent,
  type MachineName,
  machines,
  type OpenEnquiry,
  type OutsideEffect,
  type Refusal,
  type Stored,
  start,
  step,
  type TextSettings,
} from '../../machines/index.ts';
import type { WeekHours } from '../../src/values/week-hours.ts';

export const settings: TextSettings = { brandName: 'JobRun', pricePence: 2900, currency: 'GBP' };

/** What a conversation shows to somebody who watches it. */
export type Shown =
  | { kind: 'state'; machine: MachineName; from: string; to: string }
  | { kind: 'text'; text: string; name: string; isToOwner?: boolean }
  | { kind: 'log'; line: string; fields?: Record<string, unknown> }
  | { kind: 'does'; name: string; params: Record<string, unknown> }
  | { kind: 'ignored'; machine: MachineName; event: string };

/** One text-back per caller in 4 h, by default. */
const WINDOW_MS = 4 * 3_600_000;

export interface Timer {
  readonly machine: MachineName;
  readonly id: string;
  readonly dueMs: number;
  readonly event: MachineEvent;
}

export interface WorldOptions {
  readonly now?: string;
  readonly orgId?: string;
  readonly theirNumber?: string;
  readonly ownerPhone?: string;
  readonly ownerPhoneAsWritten?: string;
  readonly isPaid?: boolean;
  readonly number?: string | null;
  readonly pool?: readonly string[];
}

export class World {
  now: number;
  isPaid: boolean;
  number: string | null;
  pool: string[];
  businessName: string | null = null;
  isOpenNow = true;
  /** As the owner set them; null: always open. */
  hours: WeekHours | null = null;
  /** When the owner last heard of a call of the caller's; nobody within the default window of 4 h. */
  toldAt: number | null = null;
  /** Why the next enquiry is not opened; null: it is. */
  refusal: Refusal | null = null;
  /** Which try of a call is taken next, and what the gate says instead of taking it; null: it takes it. */
  attempt = 1;
  gate: MachineEvent | null = null;
  /** Open enquiries, as the desk sees them. */
  open: OpenEnquiry[] = [];
  isOnboardingComplete = false;
  readonly subscriptions = new Map<string, string>();
  readonly timers = new Map<string, Timer>();
  readonly shown: Shown[] = [];
  /** Every effect in the order in which it was asked for. */
  readonly effects: { machine: MachineName; effect: Effect }[] = [];
  private readonly stored = new Map<MachineName, string>();
  private readonly options: WorldOptions;

  constructor(options: WorldOptions = {}) {
    this.options = options;
    this.now = Date.parse(options.now ?? '2026-11-20T10:00:00.000Z');
    this.isPaid = options.isPaid ?? false;
    this.number = options.number ?? null;
    this.pool = [...(options.pool ?? [])];
  }

  get facts(): Facts {
    const ownerPhone = this.options.ownerPhone ?? '+447900000001';
    return {
      now: new Date(this.now).toISOString(),
      orgId: this.options.orgId ?? 'test-client-1',
      theirNumber: this.options.theirNumber ?? ownerPhone,
      ownerPhone,
      ownerPhoneAsWritten: this.options.ownerPhoneAsWritten ?? ownerPhone.slice(1),
      businessName: this.businessName,
      number: this.number,
      payLink: 'https://jobrun.example/pay/Ab3dEf6hIj9kLm2n',
      portalLink: 'https://jobrun.example/billing/Ab3dEf6hIj9kLm2n',
    };
  }

  stateOf(machine: MachineName): string {
    return this.storedOf(machine).state;
  }

  contextOf(machine: MachineName): Record<string, unknown> {
    return this.storedOf(machine).context;
  }

  /** What an operator does in SQL: a state and some fields, no version, no timers. */
  writeByHand(machine: MachineName, state: string, context: Record<string, unknown> = {}): void {
    this.stored.set(machine, JSON.stringify({ state, context, version: null }));
    for (const [key, timer] of this.timers) if (timer.machine === machine) this.timers.delete(key);
  }

  /** One event, and everything that follows from it, until every machine rests. */
  happen(machine: MachineName, event: MachineEvent): void {
    const told = this.moveUntilItRests(machine, event);
    for (const { machine: other, event: news } of told) this.happen(other, news);
  }

  /** Lets time pass; timers fire in order on the way. */
  wait(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      const [next] = [...this.timers.entries()]
        .filter(([, timer]) => timer.dueMs <= until)
        .sort(([, one], [, other]) => one.dueMs - other.dueMs);
      if (!next) break;
      const [key, timer] = next;
      this.timers.delete(key);
      this.now = timer.dueMs;
      this.happen(timer.machine, timer.event);
    }
    this.now = until;
  }

  storedOf(machine: MachineName): Stored {
    const json = this.stored.get(machine);
    return json === undefined ? start(machines[machine], this.facts).stored : (JSON.parse(json) as Stored);
  }

  private moveUntilItRests(machine: MachineName, first: MachineEvent): Told[] {
    const told: Told[] = [];
    const waiting: MachineEvent[] = [first];
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      const before = this.storedOf(machine);
      const result = step(machines[machine], before, event, this.facts);
      this.stored.set(machine, JSON.stringify(result.stored));
      for (const id of result.timersToCancel) this.timers.delete(`${machine}/${id}`);
      for (const { id, delayMs, event: fired } of result.timersToSet) {
        this.timers.set(`${machine}/${id}`, { machine, id, dueMs: this.now + delayMs, event: fired });
      }
      if (result.isIgnored) this.shown.push({ kind: 'ignored', machine, event: event.type });
      if (before.state !== result.stored.state) {
        this.shown.push({ kind: 'state', machine, from: before.state, to: result.stored.state });
      }
      for (const effect of result.effects) waiting.push(...this.act(machine, effect, told));
    }
    return told;
  }

  /** Does one effect; what it returns goes back to the machine that asked. */
  private act(machine: MachineName, effect: Effect, told: Told[]): MachineEvent[] {
    this.effects.push({ machine, effect });
    if (!isInside(effect)) return this.promise(machine, effect, told);
    switch (effect.type) {
      case 'log':
        this.shown.push({
          kind: 'log',
          line: effect.params.line,
          ...(effect.params.fields ? { fields: effect.params.fields } : {}),
        });
        return [];
      case 'tellMachine':
        told.push(effect.params);
        return [];
      case 'readPayment':
        return [{ type: this.isPaid ? 'PAYMENT_ACTIVE' : 'PAYMENT_INACTIVE' }];
      case 'allocateNumber':
        this.number ??= this.pool.shift() ?? null;
        return [
          this.number === null
            ? { type: 'POOL_EMPTY' }
            : { type: 'NUMBER_ALLOCATED', phoneE164: this.number },
        ];
      case 'openEnquiry': {
        const reason = this.refusal;
        if (reason !== null) return [{ type: 'ENQUIRY_REFUSED', reason, isFirst: this.tellOnce() }];
        return [{ type: 'ENQUIRY_OPENED', handle: 1, isOpenNow: this.isOpenNow }];
      }
      case 'noteCall':
        return [{ type: 'CALL_NOTED', isNews: this.tellOnce() }];
      case 'closeEnquiry':
        if (effect.params.isOwnerTold) this.toldAt = this.now;
        break;
      case 'readBusinessHours':
        return [{ type: 'BUSINESS_HOURS_KNOWN', hours: this.hours }];
      case 'setBusinessHours':
        this.hours = effect.params.hours;
        return [{ type: 'BUSINESS_HOURS_KNOWN', hours: this.hours }];
      case 'turnForwardingOff':
        told.push({ machine: 'forwarding', event: { type: 'FORWARDING_DISABLED' } });
        return [{ type: 'FORWARDING_TURNED_OFF', phoneType: this.contextOf('forwarding').phoneType ?? null }];
      case 'tellEnquiry': {
        this.shown.push({ kind: 'does', name: effect.type, params: { ...effect.params } });
        const found = this.open.find(({ handle }) => handle === effect.params.handle);
        if (!found) return [{ type: 'ENQUIRY_UNKNOWN', open: this.open }];
        return [{ type: 'ENQUIRY_TOLD', handle: found.handle, who: found.who, isTextable: true }];
      }
      case 'listEnquiries':
        return [{ type: 'ENQUIRIES_LISTED', open: this.open }];
      case 'takeCall':
        return [this.gate ?? { type: 'CALL_TAKEN', call: this.taken(effect.params.callId) }];
      case 'saveOrganization':
        this.businessName = effect.params.name ?? this.businessName;
        break;
      case 'setPayment':
        this.isPaid = effect.params.isActive;
        break;
      case 'completeOnboarding':
        this.isOnboardingComplete = true;
        break;
    }
    this.shown.push({ kind: 'does', name: effect.type, params: { ...effect.params } });
    return [];
  }

  private taken(callId: string) {
    const who = { name: 'Anna', variables: { name: 'Anna' }, timeZone: 'Europe/London' };
    return { callId, callType: 'APPOINTMENT_REMINDER', agentId: 'agent_1', attempt: this.attempt, ...who };
  }

  private tellOnce(): boolean {
    const isNews = this.toldAt === null || this.now - this.toldAt >= WINDOW_MS;
    if (isNews) this.toldAt = this.now;
    return isNews;
  }

  private promise(machine: MachineName, effect: OutsideEffect, told: Told[]): MachineEvent[] {
    if (effect.type === 'sendText' || effect.type === 'textOwner') {
      const { text: name, values } = effect.params;
      const wording = machines[machine].texts[name];
      if (!wording) throw new Error(`${machine} has no text "${name}"`);
      // Values travel to the outbox as JSON, so the wording sees what survives that.
      const text = wording(JSON.parse(JSON.stringify(values ?? {})), settings);
      this.shown.push({ kind: 'text', text, name, isToOwner: effect.type === 'textOwner' });
      return [];
    }
    this.shown.push({ kind: 'does', name: effect.type, params: { ...effect.params } });
    if (effect.type === 'refetchSubscription') {
      const { subscriptionId } = effect.params;
      const status = this.subscriptions.get(subscriptionId);
      const event = { type: 'SUBSCRIPTION_FETCHED', subscriptionId, customerId: 'cus_1' };
      if (status) told.push({ machine, event: { ...event, status, cancelAtPeriodEnd: false } });
    }
    return [];
  }
}

interface Told {
  readonly machine: MachineName;
  readonly event: MachineEvent;
}
