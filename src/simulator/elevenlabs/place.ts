/** Places a call for an agent: a leg of the Twilio account, the conversation on it, and the webhooks after it. */
import { aborted } from '../background.ts';
import { onlyTheEnd } from '../calls/legs.ts';
import { callFromAccount } from '../calls/outbound.ts';
import { newElevenLabsId } from '../ids.ts';
import type { World } from '../world.ts';
import { converse } from './converse.ts';
import { audioEvent, failureEvent, sendEvent, transcriptionEvent } from './send-event.ts';
import type { Conversation } from './state.ts';

export interface CallOrder
  extends Pick<
    Conversation,
    'agentId' | 'phoneNumberId' | 'agentNumber' | 'externalNumber' | 'clientData' | 'variables'
  > {
  readonly ringSeconds: number;
}

/** How long a transcript is worked on after the call, seconds of the network's pace. */
const processingSeconds = 2;

/** Returns at once; the conversation goes on by itself. */
export function placeAgentCall(world: World, { ringSeconds, ...order }: CallOrder): Conversation {
  const early: string[] = [];
  const leg = callFromAccount(world, {
    from: order.agentNumber,
    to: order.externalNumber,
    ringSeconds,
    statusCallback: null,
    reports: onlyTheEnd,
    hears: (words) => early.push(words),
    talk: async (own, party) => {
      conversation.acceptedAt = world.settings.now();
      moveTo(world, conversation, 'in-progress');
      await converse(world, { conversation, leg: own, party, early });
    },
  });
  const conversation: Conversation = {
    ...order,
    id: newElevenLabsId('conv'),
    callSid: leg.sid,
    startedAt: world.settings.now(),
    status: 'initiated',
    statusBefore: null,
    acceptedAt: null,
    endedAt: null,
    terminationReason: '',
    transcript: [],
  };
  world.elevenlabs.conversations.set(conversation.id, conversation);
  world.background.run('a conversation', async () => {
    await Promise.race([leg.finished, aborted(world.background.signal)]);
    world.background.signal.throwIfAborted();
    conversation.endedAt = world.settings.now();
    if (!conversation.acceptedAt) {
      conversation.terminationReason = leg.status;
      moveTo(world, conversation, 'failed');
      await sendEvent(world, failureEvent(world, conversation, leg.status), conversation);
      return;
    }
    moveTo(world, conversation, 'processing');
    await world.background.sleep(processingSeconds * world.settings.pace.secondMs);
    moveTo(world, conversation, 'done');
    await sendEvent(world, transcriptionEvent(world, conversation), conversation);
    if (world.settings.elevenlabs?.sendsAudio)
      await sendEvent(world, audioEvent(world, conversation), conversation);
  });
  world.feed.emit({ type: 'elevenlabs', conversation: conversation.id });
  return conversation;
}

function moveTo(world: World, conversation: Conversation, status: Conversation['status']): void {
  conversation.statusBefore = conversation.status;
  conversation.status = status;
  world.feed.emit({ type: 'elevenlabs', conversation: conversation.id });
}

/** Calls that ring or are spoken on: what a limit counts. */
export function liveCalls({ elevenlabs }: World): number {
  return [...elevenlabs.conversations.values()].filter(({ endedAt }) => endedAt === null).length;
}
