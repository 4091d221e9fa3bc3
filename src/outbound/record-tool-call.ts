/** What the agent itself does during a call: four tools, each on a live call, each use once (ruling 0j, 0k). */
import { z } from 'zod';
import { atDecentHour } from '../../machines/call-outcome/conclude.ts';
import type { ToolUse } from '../../machines/call-outcome/events.ts';
import { CALL_LABELS, TOOLS, type ToolName } from '../../machines/call-outcome/labels.ts';
import { momentOf, timeZoneOf } from '../values/quiet-hours.ts';
import { findCall } from './deliver-report.ts';
import type { OutboundTools, ToolCall, ToolOutcome } from './types.ts';

/** Longer than anybody says in a sentence; models write novels when they may. */
const words = z
  .string()
  .trim()
  .max(500)
  .nullish()
  .transform((value) => value || null);
const label = z
  .string()
  .transform((value) => value.trim().toUpperCase())
  .pipe(z.enum(CALL_LABELS));

const logged = z
  .object({ outcome: label.optional(), label: label.optional(), notes: words })
  .refine(
    ({ outcome, label: named }) => (outcome ?? named) !== undefined,
    `outcome must be one of ${CALL_LABELS.join(', ')}`,
  );
const callback = z.object({ name: words, reason: words, preferred_time: words });
const doNotCall = z.object({ reason: words });
const followUp = z
  .object({
    scheduled_for: z.iso.datetime({ offset: true, local: true }).optional(),
    minutes_from_now: z.coerce.number().positive().max(129_600).optional(),
    channel: z.enum(['call', 'text']).default('call'),
    notes: words,
  })
  .refine(
    ({ scheduled_for: at, minutes_from_now: minutes }) => (at ?? minutes) !== undefined,
    'scheduled_for (ISO 8601) or minutes_from_now is needed',
  );

interface Reading {
  readonly params: ToolCall['params'];
  readonly now: Date;
  /** Of the called person; a moment without an offset is theirs. */
  readonly timeZone: string;
}

/** Throws a ZodError that names what is wrong. */
const readers: { readonly [Tool in ToolName]: (reading: Reading) => ToolUse } = {
  log_call_outcome: ({ params }) => {
    const { outcome, label: named, notes } = logged.parse(params);
    return { tool: 'log_call_outcome', label: outcome ?? named ?? 'UNKNOWN', notes };
  },
  create_callback: ({ params }) => {
    const { name, reason, preferred_time: preferredTime } = callback.parse(params);
    return { tool: 'create_callback', name, reason, preferredTime };
  },
  set_do_not_call: ({ params }) => ({ tool: 'set_do_not_call', reason: doNotCall.parse(params).reason }),
  schedule_followup: ({ params, now, timeZone }) => {
    const { scheduled_for: at, minutes_from_now: minutes, channel, notes } = followUp.parse(params);
    const wanted =
      at === undefined ? new Date(now.getTime() + (minutes ?? 0) * 60_000) : momentIn(at, timeZone);
    return {
      tool: 'schedule_followup',
      at: atDecentHour(wanted, now, timeZone).toISOString(),
      channel,
      notes,
    };
  },
};

const LIVE: ReadonlySet<string> = new Set(['dialling', 'answered']);

export async function recordToolCall(tools: OutboundTools, use: ToolCall): Promise<ToolOutcome> {
  const { sql, advance, clock, log } = tools;
  const { conversationId, tool, params } = use;
  const known = TOOLS.find((name) => name === tool);
  if (!known) {
    log.warn({ tool, conversationId }, 'TOOL_NOT_ALLOWED_IN_PHONE_OUTBOUND_V1');
    return { kind: 'not_allowed' };
  }
  const call = await findCall(sql, { conversationId, callId: use.callId ?? null });
  if (!call || call.direction === 'inbound') return { kind: 'unknown_call' };
  if (!LIVE.has(call.status)) return { kind: 'not_live' };
  const now = clock.now();
  const timeZone = timeZoneOf(call.phone, await zoneOf(tools, call.org_id));
  const read = parse(known, { params, now, timeZone });
  if ('problem' in read) return { kind: 'bad_params', problem: read.problem };
  const { outcome } = await advance({
    provider: 'elevenlabs',
    providerEventId: `tool:${conversationId}:${use.toolCallId}`,
    ourNumber: call.our_number,
    theirNumber: call.phone,
    orgId: call.org_id,
    isTextable: true,
    occurrence: {
      kind: 'machine',
      machine: 'call-outcome',
      event: { type: 'TOOL_CALLED', callId: call.id, conversationId, use: read },
    },
    receivedAt: now,
    answer: () => '',
  });
  if (outcome === 'ignored') return { kind: 'not_live' };
  return { kind: 'done', tool: known, isRepeated: outcome === 'duplicate' };
}

function parse(tool: ToolName, reading: Reading): ToolUse | { readonly problem: string } {
  try {
    return readers[tool](reading);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const problem = error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    );
    return { problem: problem.join('; ') };
  }
}

async function zoneOf({ sql }: OutboundTools, orgId: string): Promise<string | null> {
  const [row] = await sql<{ time_zone: string }[]>`SELECT time_zone FROM organizations WHERE id = ${orgId}`;
  return row?.time_zone ?? null;
}

const HAS_OFFSET = /(?:z|[+-]\d{2}:?\d{2})$/i;

/** `2026-11-21T15:00` is three in the afternoon where the called person is. */
function momentIn(at: string, timeZone: string): Date {
  if (HAS_OFFSET.test(at)) return new Date(at);
  const said = new Date(`${at}Z`);
  const date = { year: said.getUTCFullYear(), month: said.getUTCMonth() + 1, day: said.getUTCDate() };
  return momentOf(date, said.getUTCHours(), timeZone, said.getUTCMinutes());
}
