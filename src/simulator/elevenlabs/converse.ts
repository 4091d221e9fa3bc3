/** The conversation itself: the agent speaks, listens, uses a tool, and ends; or the callee does. */
import { aborted } from '../background.ts';
import type { Party, PartyInput } from '../calls/party.ts';
import type { Leg } from '../network/types.ts';
import type { World } from '../world.ts';
import { filledIn, reactionTo } from './script.ts';
import { agentIn, type Conversation, type ToolUse } from './state.ts';
import { useTool } from './use-tool.ts';

/** A calm voice speaks about 15 characters in a second. */
const charactersPerSecond = 15;
/** Their agents end a call after so much silence. */
const silenceSeconds = 10;
/** At the pace of tests a second takes no time; whoever holds the phone still needs some to speak. */
const leastSilenceMs = 5_000;
const agentEnded = 'end_call tool was called.';
const calleeEnded = 'Call ended by remote party';
const silenceEnded = 'Call ended due to silence';

interface Talk {
  readonly world: World;
  readonly conversation: Conversation;
  readonly leg: Leg;
  readonly party: Party;
  readonly input: PartyInput[];
  /** Asked for whenever it may have changed. */
  heard: PromiseWithResolvers<void>;
}

/** Resolves when the call is to end. `early`: what was heard of the other end before anybody listened. */
export async function converse(
  world: World,
  {
    conversation,
    leg,
    party,
    early,
  }: Pick<Talk, 'conversation' | 'leg' | 'party'> & { early: readonly string[] },
): Promise<void> {
  const input: PartyInput[] = early.map((text) => ({ kind: 'speech', text }));
  const talk: Talk = { world, conversation, leg, party, input, heard: Promise.withResolvers() };
  const stop = party.onInput((one) => {
    talk.input.push(one);
    talk.heard.resolve();
  });
  try {
    conversation.terminationReason = await goOn(talk);
  } finally {
    stop();
  }
}

async function goOn(talk: Talk): Promise<string> {
  const { world, conversation } = talk;
  const agent = agentIn(world.settings.elevenlabs?.agents, conversation.agentId);
  await say(
    talk,
    filledIn(firstMessageOf(conversation) ?? agent?.firstMessage ?? '', conversation.variables),
  );
  const isTooled = world.elevenlabs.switches.get(conversation.agentId) ?? agent?.usesTools ?? false;
  for (let tries = 1; ; tries += 1) {
    const words = await listen(talk);
    if (words === null) return talk.leg.ending.signal.aborted ? calleeEnded : silenceEnded;
    note(talk, 'user', words);
    const { says, tool, ends } = reactionTo(words, { isSecondTry: tries > 1 });
    const used = tool && isTooled ? await useTool(world, conversation, tool) : null;
    if (talk.leg.ending.signal.aborted) return calleeEnded;
    await say(talk, says, used ? [used] : []);
    if (talk.leg.ending.signal.aborted) return calleeEnded;
    if (ends) return agentEnded;
  }
}

function firstMessageOf({ clientData }: Conversation): string | null {
  const { conversation_config_override: override } = clientData;
  if (typeof override !== 'object' || override === null || !('agent' in override)) return null;
  const { agent } = override;
  if (typeof agent !== 'object' || agent === null || !('first_message' in agent)) return null;
  return typeof agent.first_message === 'string' ? agent.first_message : null;
}

/** Whoever speaks meanwhile interrupts. */
async function say(talk: Talk, words: string, toolCalls: readonly ToolUse[] = []): Promise<void> {
  if (words === '') return;
  note(talk, 'agent', words, toolCalls);
  talk.party.hears(words, 'machine');
  const length = (words.length / charactersPerSecond) * talk.world.settings.pace.secondMs;
  await orHeard(talk, length);
}

/** Null: nobody said anything, or somebody hung up. */
async function listen(talk: Talk): Promise<string | null> {
  const silenceMs = Math.max(silenceSeconds * talk.world.settings.pace.secondMs, leastSilenceMs);
  await orHeard(talk, silenceMs);
  if (talk.leg.ending.signal.aborted) return null;
  return talk.input.shift()?.text ?? null;
}

/** Until `ms` have passed, something was heard, or the call is over. */
async function orHeard(talk: Talk, ms: number): Promise<void> {
  if (talk.input.length > 0 || talk.leg.ending.signal.aborted) return;
  talk.heard = Promise.withResolvers();
  const over = new AbortController();
  const time = talk.world.background.sleep(ms, over.signal).catch(() => undefined);
  await Promise.race([time, talk.heard.promise, aborted(talk.leg.ending.signal)]);
  over.abort();
}

function note(
  { world, conversation }: Talk,
  role: 'agent' | 'user',
  message: string,
  toolCalls: readonly ToolUse[] = [],
): void {
  const since = conversation.acceptedAt ?? conversation.startedAt;
  const timeInCallSecs = Math.round((world.settings.now().getTime() - since.getTime()) / 1000);
  conversation.transcript.push({ role, message, timeInCallSecs, toolCalls });
  world.feed.emit({ type: 'elevenlabs', conversation: conversation.id });
}
