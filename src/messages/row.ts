/** The rows of `messages` that a batch writes: one for each text that came in, and for each that is promised. */
import type { Queries } from '../platform/database/index.ts';
import { countSegments } from '../values/segments.ts';

/** In the names of its columns: it travels to the statement as JSON. */
export interface MessageRow {
  readonly id: string;
  readonly org_id: string | null;
  readonly conversation_id: string | null;
  readonly direction: 'inbound' | 'outbound';
  readonly our_number: string;
  readonly their_number: string;
  readonly body: string;
  readonly media_urls: readonly string[];
  readonly segments: number;
  readonly status: 'received' | 'promised' | 'suppressed';
  /** Null: now. */
  readonly created_at: string | null;
  readonly is_ended: boolean;
}

export interface ArrivedText {
  /** The id of its inbound event. */
  readonly id: string;
  readonly orgId: string | null;
  readonly ourNumber: string;
  readonly theirNumber: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly at: Date;
}

export function arrivedMessage(text: ArrivedText): MessageRow {
  return {
    id: text.id,
    org_id: text.orgId,
    conversation_id: null,
    direction: 'inbound',
    our_number: text.ourNumber,
    their_number: text.theirNumber,
    body: text.body,
    media_urls: text.mediaUrls,
    segments: countSegments(text.body).count,
    status: 'received',
    created_at: text.at.toISOString(),
    is_ended: true,
  };
}

/** Part of the statement that stores the event of an arrived text; `stored` is its part with the event's row, if it was new. */
export function arrivedPart(sql: Queries, message: MessageRow, stored: string): ReturnType<Queries> {
  return sql`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, media_urls, segments, status,
      created_at, ended_at)
    SELECT ${message.id}::uuid,
      coalesce(${message.org_id}, (SELECT o.id FROM organizations o WHERE o.twilio_number = ${message.our_number})),
      ${message.direction}, ${message.our_number}, ${message.their_number}, ${message.body},
      ${JSON.stringify(message.media_urls)}::text::jsonb, ${message.segments}::int, ${message.status},
      ${message.created_at}::timestamptz, ${message.created_at}::timestamptz
    FROM ${sql(stored)} ON CONFLICT (id) DO NOTHING`;
}

/** What a promise of a text says about it; `payload` is the keeper's. */
export interface PromisedText {
  readonly id: string;
  readonly org_id: string | null;
  readonly conversation_id: string | null;
  readonly kind: string;
  readonly recipient: string;
  readonly payload: unknown;
  readonly status: string;
}

/** Null for a promise of something else. */
export function promisedMessage(promise: PromisedText): MessageRow | null {
  if (promise.kind !== 'sendText') return null;
  const { body, from, segments } = promise.payload as { body: string; from: string; segments: number };
  const isSuppressed = promise.status === 'suppressed';
  return {
    id: promise.id,
    org_id: promise.org_id,
    conversation_id: promise.conversation_id,
    direction: 'outbound',
    our_number: from,
    their_number: promise.recipient,
    body,
    media_urls: [],
    segments,
    status: isSuppressed ? 'suppressed' : 'promised',
    created_at: null,
    is_ended: isSuppressed,
  };
}
