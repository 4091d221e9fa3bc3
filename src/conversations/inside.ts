/**
 * The inside effects: done at once, in the transaction of the step. Each answers with the event that the machine is
 * waiting for, or with nothing. An effect without a handler here does not compile.
 */
import type { InsideEffect, InsideEffectName, MachineEvent, MachineName } from '../../machines/step/index.ts';
import { recordPayment } from '../billing/index.ts';
import { ignoreContact } from '../contacts/index.ts';
import {
  closeEnquiry,
  listEnquiries,
  openEnquiry,
  readBusinessHours,
  saveEnquiry,
  setBusinessHours,
  tellOnce,
} from '../enquiries/index.ts';
import { requestNumber } from '../numbers/index.ts';
import type { OutboundTerms } from '../outbound/index.ts';
import type { Sql } from '../platform/database/index.ts';
import type { NewId } from '../platform/ids.ts';
import { callHandlers } from './outbound-calls.ts';
import type { OrganizationUpdate } from './sql/rows.ts';
import { tellEnquiry } from './tell-enquiry.ts';
import { turnForwardingOff } from './turn-forwarding-off.ts';
import { NO_CHANGE, type Organization, type World } from './world.ts';

/** The two numbers of a thread, and whether its other party may be texted. */
export interface Thread {
  readonly ourNumber: string;
  readonly theirNumber: string;
  readonly isTextable: boolean;
}

export interface InsideContext {
  readonly sql: Sql;
  readonly world: World;
  readonly organization: Organization;
  readonly now: Date;
  readonly newId: NewId;
  /** The thread of the machine that had the effect. */
  readonly thread: Thread;
  /** E.164; the owner's other thread runs over it. */
  readonly onboardingNumber: string;
  /** Whether and for whom a voice agent calls. */
  readonly outbound: OutboundTerms;
  /** Walks an event through a machine of another thread, in this transaction. */
  readonly walkThread: (thread: Thread, machine: MachineName, event: MachineEvent) => Promise<boolean>;
  /** Collects what must be told to other machines after this one rests. */
  readonly tell: (told: { machine: string; event: MachineEvent }) => void;
}

type Handler<Name extends InsideEffectName> = (
  params: Extract<InsideEffect, { type: Name }>['params'],
  context: InsideContext,
) => MachineEvent | null | Promise<MachineEvent | null>;

const handlers: { [Name in InsideEffectName]: Handler<Name> } = {
  readPayment: async (_params, { sql, organization }) => {
    organization.paymentActive ??= await lockPayment(sql, organization.id);
    return { type: organization.paymentActive ? 'PAYMENT_ACTIVE' : 'PAYMENT_INACTIVE' };
  },
  allocateNumber: async (_params, { sql, world, organization, now }) => {
    const result = await requestNumber(sql, organization.id, { say: (line) => world.lines.push(line), now });
    if (!result.success) return { type: 'POOL_EMPTY' };
    organization.number = result.phoneE164;
    return { type: 'NUMBER_ALLOCATED', phoneE164: result.phoneE164 };
  },
  saveOrganization: (params, { world, organization }) => {
    if (params.name !== undefined) organization.name = params.name;
    patch(world, organization.id, {
      name: params.name ?? null,
      owner_name: params.ownerName ?? null,
      trade: params.trade ?? null,
      location: params.location ?? null,
      notification_preference: params.notificationPreference ?? null,
    });
    return null;
  },
  completeOnboarding: (_params, { world, organization, now }) => {
    patch(world, organization.id, { onboarded_at: now.toISOString() });
    return null;
  },
  setPayment: async (params, { sql, organization, now }) => {
    await recordPayment(sql, { orgId: organization.id, now, ...params });
    organization.paymentActive = params.isActive;
    return null;
  },
  tellMachine: (params, { tell }) => {
    tell(params);
    return null;
  },
  openEnquiry: async ({ callSid, isWithheld }, { sql, organization, thread, now, newId }) => {
    const opened = await openEnquiry(sql, {
      ...callerOf(organization, thread),
      callSid,
      isWithheld,
      isTextable: thread.isTextable,
      id: newId(),
      now,
    });
    return opened.isOpened
      ? { type: 'ENQUIRY_OPENED', handle: opened.handle, isOpenNow: opened.isOpenNow }
      : { type: 'ENQUIRY_REFUSED', reason: opened.reason, isFirst: opened.isFirst };
  },
  noteCall: async (_params, { sql, organization, thread, now }) => ({
    type: 'CALL_NOTED',
    isNews: await tellOnce(sql, { ...callerOf(organization, thread), now }),
  }),
  saveEnquiry: (params, { sql, world, organization, thread, now }) =>
    world.later(saveEnquiry(sql, { ...callerOf(organization, thread), ...params, now })),
  closeEnquiry: ({ isOwnerTold = false }, { sql, world, organization, thread, now }) =>
    world.later(closeEnquiry(sql, { ...callerOf(organization, thread), isOwnerTold, now })),
  ignoreContact: async (_params, { sql, organization, thread, now }) => {
    await ignoreContact(sql, { orgId: organization.id, phone: thread.theirNumber, isIgnored: true, now });
    return null;
  },
  tellEnquiry,
  listEnquiries: async (_params, { sql, organization }) => ({
    type: 'ENQUIRIES_LISTED',
    open: await listEnquiries(sql, organization.id),
  }),
  readBusinessHours: async (_params, { sql, organization }) => ({
    type: 'BUSINESS_HOURS_KNOWN',
    hours: await readBusinessHours(sql, organization.id),
  }),
  setBusinessHours: async ({ hours }, { sql, organization }) => {
    await setBusinessHours(sql, organization.id, hours);
    return { type: 'BUSINESS_HOURS_KNOWN', hours };
  },
  turnForwardingOff,
  ...callHandlers,
  log: (params, { world }) => {
    world.lines.push(params);
    return null;
  },
};

/** Does one inside effect; resolves to its follow-up event, if it has one. */
export async function doInside(effect: InsideEffect, context: InsideContext): Promise<MachineEvent | null> {
  return await handlerOf(effect)(effect.params, context);
}

/** Safe because `handlers` maps every name to the handler of exactly that name's params. */
function handlerOf(effect: InsideEffect): Handler<InsideEffectName> {
  return handlers[effect.type] as Handler<InsideEffectName>;
}

const callerOf = (organization: Organization, { ourNumber, theirNumber }: Thread) => ({
  orgId: organization.id,
  ourNumber,
  caller: theirNumber,
});

/** The row lock makes a payment that arrives at the same moment wait for the gate, and the gate for it. */
async function lockPayment(sql: Sql, orgId: string): Promise<boolean> {
  const rows = await sql<{ payment_active: boolean }[]>`
    SELECT payment_active FROM organizations WHERE id = ${orgId} FOR UPDATE`;
  return rows[0]?.payment_active ?? false;
}

/** Several changes of one organization in a batch become one; the later one wins column by column. */
function patch(world: World, id: string, change: Partial<Omit<OrganizationUpdate, 'id'>>): void {
  const before = world.organizationUpdates.get(id) ?? { id, ...NO_CHANGE };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
  world.organizationUpdates.set(id, { ...before, ...given });
}
