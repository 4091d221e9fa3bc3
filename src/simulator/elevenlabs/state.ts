/** What the pretend ElevenLabs remembers: conversations in the order in which they were begun, and who speaks in them. */
import type { VoiceAgentOptions } from '../options.ts';

export interface Turn {
  readonly role: 'agent' | 'user';
  readonly message: string;
  readonly timeInCallSecs: number;
  readonly toolCalls: readonly ToolUse[];
}

/** A tool that an agent used, with what the service answered; null while it waits. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  result: { readonly status: number | null; readonly answer: string } | null;
}

export type ConversationStatus = 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed';

/** Mutable: it goes on. */
export interface Conversation {
  readonly id: string;
  readonly agentId: string;
  readonly phoneNumberId: string;
  readonly callSid: string;
  readonly agentNumber: string;
  readonly externalNumber: string;
  readonly startedAt: Date;
  /** As they came with the call. */
  readonly clientData: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  status: ConversationStatus;
  /** What it was before; null: it was not there. */
  statusBefore: ConversationStatus | null;
  acceptedAt: Date | null;
  endedAt: Date | null;
  terminationReason: string;
  readonly transcript: Turn[];
}

export interface ElevenLabsState {
  readonly conversations: Map<string, Conversation>;
  /** Whether an agent uses its tools by what it hears, where it was switched. */
  readonly switches: Map<string, boolean>;
}

export function createElevenLabsState(): ElevenLabsState {
  return { conversations: new Map(), switches: new Map() };
}

const defaultFirstMessage = 'Hello {{name}}, this is an automated call. Is that all right with you?';

/** Null: there is no such agent. */
export function agentIn(
  agents: readonly VoiceAgentOptions[] | undefined,
  id: string,
): Required<VoiceAgentOptions> | null {
  const known = agents
    ? agents.find((agent) => agent.id === id)
    : id.startsWith('agent_')
      ? { id }
      : undefined;
  if (!known) return null;
  return { name: 'A voice agent', firstMessage: defaultFirstMessage, usesTools: true, ...known };
}
