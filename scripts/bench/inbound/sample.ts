/** What one text of the bench writes, as the service writes it: "SMS" in S4 moves on to S5 and is answered. */
import { machines, migrate, step } from '../../../machines/index.ts';
import type { Writes } from '../../../src/conversations/sql/rows.ts';
import { arrivedMessage, promisedMessage } from '../../../src/messages/index.ts';
import { promiseOf } from '../../../src/outbox/promise.ts';

export interface SampleKeys {
  /** 12 digits; makes every id of the text its own. */
  readonly fresh: string;
  /** 12 digits; the owner's conversation. */
  readonly owner: string;
  readonly ourNumber: string;
  readonly phone: string;
}

/** The rows come from the real machine and the real outbox, so that they are as large as the service's. */
export function sampleWrites({ fresh, owner, ourNumber, phone }: SampleKeys): Writes {
  const spec = machines.onboarding;
  const orgId = 'bench-0';
  const facts = {
    ...{
      now: '2026-01-01T00:00:00.000Z',
      orgId,
      theirNumber: '+447700900001',
      ownerPhone: phone,
      ownerPhoneAsWritten: phone,
    },
    ...{ businessName: 'Bench 0', number: null, payLink: '', portalLink: '' },
  };
  const event = { type: 'OWNER_TEXTED', text: 'SMS', mediaCount: 0 };
  const before = migrate(spec, {
    state: 'S4_NOTIFICATION_PREF',
    context: { hasGreeted: true },
    version: spec.version,
  });
  const result = step(spec, before, event, facts);
  const conversationId = `00000000-0000-7000-9000-${owner}`;
  const inboundId = `00000000-0000-7000-8000-${fresh}`;
  const promiseId = `00000000-0000-7000-a000-${fresh}`;
  const promises = result.effects.flatMap((effect) =>
    effect.type === 'sendText'
      ? [
          promiseOf(
            effect,
            {
              orgId,
              conversationId,
              ourNumber,
              theirNumber: phone,
              isTextable: true,
              ownerPhone: phone,
              isOwnerTextable: true,
            },
            spec,
            {
              newId: () => promiseId,
              settings: { brandName: 'JobRun', pricePence: 2900, currency: 'GBP' },
            },
          ),
        ]
      : [],
  );
  return {
    newOrganizations: [],
    organizations: result.effects.flatMap((effect) =>
      effect.type === 'saveOrganization'
        ? [
            {
              id: orgId,
              name: null,
              owner_name: null,
              trade: null,
              location: null,
              notification_preference: 'SMS',
              onboarded_at: null,
            },
          ]
        : [],
    ),
    events: [
      {
        ...{
          id: inboundId,
          provider: 'twilio',
          provider_event_id: `SM${fresh}`,
          kind: 'text',
          org_id: orgId,
        },
        lane: `${ourNumber}>${phone}`,
        payload: { isTextable: true, orgId: null, occurrence: { kind: 'text', body: 'SMS', mediaUrls: [] } },
        ...{
          answer: '<Response/>',
          status: 'handled',
          outcome: 'stepped',
          received_at: '2026-01-01T00:00:00.000Z',
        },
      },
    ],
    finishedEvents: [],
    newConversations: [],
    conversations: [
      {
        ...{
          id: conversationId,
          org_id: orgId,
          our_number: ourNumber,
          their_number: phone,
          machine: 'onboarding',
        },
        ...{
          machine_version: spec.version,
          state: result.stored.state,
          context: result.stored.context,
          step: 1,
        },
      },
    ],
    transitions: [
      {
        ...{ conversation_id: conversationId, org_id: orgId, step: 1, inbound_event_id: inboundId, event },
        ...{
          from_state: before.state,
          to_state: result.stored.state,
          effects: result.effects,
          at: '2026-01-01T00:00:00.000Z',
        },
      },
    ],
    promises,
    messages: [
      arrivedMessage({
        ...{ id: inboundId, orgId, ourNumber, theirNumber: phone, body: 'SMS', mediaUrls: [] },
        at: new Date('2026-01-01T00:00:00.000Z'),
      }),
      ...promises.flatMap((one) => promisedMessage(one) ?? []),
    ],
    timersToCancel: result.timersToCancel.map((name) => ({ conversation_id: conversationId, name })),
    timersToSet: result.timersToSet.map((timer) => ({
      ...{ conversation_id: conversationId, name: timer.id, org_id: orgId, step: 1, event: timer.event },
      ...{ delay_ms: timer.delayMs, after_promise: promiseId, due_at: null },
    })),
    receipts: [],
    // Left out for pgbench's sake: every wake-up notifies, and PostgreSQL lets notifying transactions commit only one
    // after the other, which would cost one transaction a text most of its speed and a batch next to nothing.
    calls: [],
    wakeUps: [],
  };
}
