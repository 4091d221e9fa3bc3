/** What one batch knows and decides, in memory: filled by the first statement, emptied by the last. */
import type { MachineName } from '../../machines/step/index.ts';
import type { CallWrite } from '../calls/index.ts';
import { type MessageRow, promisedMessage } from '../messages/index.ts';
import type { PromiseRow } from '../outbox/promise.ts';
import type { DocumentedLine } from '../platform/log.ts';
import type { ReadRow } from './sql/read.ts';
import type {
  EventInsert,
  OrganizationInsert,
  OrganizationUpdate,
  ReceiptWrite,
  TimerWrite,
  TransitionInsert,
  WakeUp,
  Writes,
} from './sql/rows.ts';

/** How an organization is born; what the batch learns about it besides stands in `organizationUpdates`. */
type NewOrganization = Omit<OrganizationInsert, keyof Omit<OrganizationUpdate, 'id'>>;

export const NO_CHANGE = {
  name: null,
  owner_name: null,
  trade: null,
  location: null,
  notification_preference: null,
  onboarded_at: null,
} satisfies Omit<OrganizationUpdate, 'id'>;

/** An organization as this transaction sees it, own changes included. */
export interface Organization {
  readonly id: string;
  readonly isNew: boolean;
  name: string | null;
  readonly ownerPhone: string;
  readonly ownerPhoneAsWritten: string;
  /** False: texts to the owner are suppressed. */
  readonly isOwnerTextable: boolean;
  number: string | null;
  readonly payToken: string;
  /** What this batch learned about payment; null = not asked yet. */
  paymentActive: boolean | null;
}

/** A machine of a thread, as stored or as moved by this batch. */
export interface Conversation {
  readonly id: string;
  readonly orgId: string;
  readonly ourNumber: string;
  readonly theirNumber: string;
  readonly machine: MachineName;
  readonly isNew: boolean;
  version: number | null;
  state: string;
  context: Record<string, unknown>;
  step: number;
  isChanged: boolean;
}

export class World {
  readonly organizations = new Map<string, Organization>();
  readonly conversations = new Map<string, Conversation>();
  readonly newOrganizations = new Map<string, NewOrganization>();
  readonly organizationUpdates = new Map<string, OrganizationUpdate>();
  readonly events: EventInsert[] = [];
  readonly transitions: TransitionInsert[] = [];
  readonly promises: PromiseRow[] = [];
  /** Texts that came in; those that go out are made of their promises. */
  readonly arrived: MessageRow[] = [];
  readonly timersToCancel = new Map<string, { conversation_id: string; name: string }>();
  readonly timersToSet = new Map<string, TimerWrite>();
  readonly receipts = new Map<string, ReceiptWrite>();
  /** By CallSid: several events of one call in a batch are one row. */
  readonly calls = new Map<string, CallWrite>();
  readonly wakeUps = new Map<string, WakeUp>();
  /** Lanes that this process keeps, and so need no wake-up unless they are let go before the commit. */
  readonly unwokenLanes = new Set<string>();
  /** Documented lines, in order; written to the log only after the commit. */
  readonly lines: DocumentedLine[] = [];
  /** Stored events that are finished by this transaction. */
  readonly finishedEvents: { id: string; org_id: string | null; outcome: string }[] = [];
  /** What this batch heard about consent, by lane; newer than what the first statement read. */
  readonly optedOut = new Map<string, boolean>();
  /** Owners whose organization was made in this very batch, by phone. */
  readonly bornByPhone = new Map<string, string>();
  /** Statements on their way, whose answers nobody waits for before the commit. */
  readonly underWay: Promise<unknown>[] = [];

  /** A write that answers nothing costs no round trip: what follows on the connection is done after it. */
  later(write: Promise<unknown>): null {
    // Should the batch fail before the commit, this must not count as nobody's error.
    write.catch(() => {});
    this.underWay.push(write);
    return null;
  }

  /** Takes in one row of the first statement. */
  know(row: ReadRow): void {
    if (row.org_id !== null && !this.organizations.has(row.org_id)) {
      this.organizations.set(row.org_id, {
        id: row.org_id,
        isNew: false,
        name: row.org_name,
        ownerPhone: row.owner_phone ?? '',
        ownerPhoneAsWritten: row.owner_phone_as_written ?? '',
        isOwnerTextable: !row.is_owner_opted_out,
        number: row.twilio_number,
        payToken: row.pay_token ?? '',
        paymentActive: null,
      });
    }
  }

  /** Kinds of the promises that were made as suppressed. */
  refused(): string[] {
    return this.promises.filter(({ status }) => status === 'suppressed').map(({ kind }) => kind);
  }

  /** Lets every promise from this one on go on in the trace of what it was made for. */
  tracePromises(from: number, traceParent: string): void {
    for (const [n, promise] of this.promises.entries()) {
      if (n >= from) this.promises[n] = { ...promise, trace_parent: traceParent };
    }
  }

  writes(): Writes {
    const moved = [...this.conversations.values()].filter((one) => one.isChanged);
    const asUpdate = (one: Conversation) => ({
      id: one.id,
      machine_version: one.version ?? 1,
      state: one.state,
      context: one.context,
      step: one.step,
    });
    const asInsert = (one: Conversation) => ({
      ...asUpdate(one),
      org_id: one.orgId,
      our_number: one.ourNumber,
      their_number: one.theirNumber,
      machine: one.machine,
    });
    return {
      newOrganizations: [...this.newOrganizations.values()].map((born) => ({
        ...(this.organizationUpdates.get(born.id) ?? { id: born.id, ...NO_CHANGE }),
        ...born,
      })),
      organizations: [...this.organizationUpdates.values()].filter(
        ({ id }) => !this.newOrganizations.has(id),
      ),
      events: this.events,
      finishedEvents: this.finishedEvents,
      newConversations: moved.filter((one) => one.isNew).map(asInsert),
      conversations: moved.filter((one) => !one.isNew).map(asUpdate),
      transitions: this.transitions,
      promises: this.promises,
      messages: [...this.arrived, ...this.promises.flatMap((one) => promisedMessage(one) ?? [])],
      timersToCancel: [...this.timersToCancel.values()],
      timersToSet: [...this.timersToSet.values()],
      receipts: [...this.receipts.values()],
      calls: [...this.calls.values()],
      wakeUps: [...this.wakeUps.values()],
    };
  }
}

/** One key for a machine of a thread. */
export function conversationKey(
  orgId: string,
  ourNumber: string,
  theirNumber: string,
  machine: string,
): string {
  return `${orgId}|${ourNumber}|${theirNumber}|${machine}`;
}
