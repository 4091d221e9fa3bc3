/** The voice agents as tests and players hold them: who is spoken with, what a tool would be used for, old events again. */
import type { WebhookRecord } from '../journal.ts';
import type { World } from '../world.ts';
import { eventOf, failureEvent, sendEvent, transcriptionEvent, type VoiceEvent } from './send-event.ts';
import type { Conversation, ToolUse } from './state.ts';
import { useTool } from './use-tool.ts';

export interface ElevenLabsControl {
  setWebhookUrl(url: string | null): void;
  /** Oldest first. */
  conversations(): readonly Conversation[];
  /** Whether an agent uses its tools by what it hears, from its next call on. */
  setUsesTools(agentId: string, usesTools: boolean): void;
  /** The agent uses any tool now, also one that it should not have. Throws when the conversation is unknown. */
  useTool(conversationId: string, tool: Pick<ToolUse, 'name' | 'params'>): Promise<ToolUse>;
  /** Any event, rightly signed; or the last one of a conversation again. Null: nobody has said where events go. */
  sendEvent(
    event: { readonly type: string; readonly data: VoiceEvent['data'] } | { readonly conversationId: string },
  ): Promise<WebhookRecord | null>;
}

export function elevenLabsControl(world: World): ElevenLabsControl {
  const { elevenlabs, settings } = world;
  const known = (id: string): Conversation => {
    const found = elevenlabs.conversations.get(id);
    if (!found) throw new Error(`there is no conversation ${id}`);
    return found;
  };
  return {
    setWebhookUrl(url) {
      if (!settings.elevenlabs) throw new Error('the simulator was started without voice agents');
      settings.elevenlabs.webhookUrl = url;
    },
    conversations: () => [...elevenlabs.conversations.values()],
    setUsesTools(agentId, usesTools) {
      elevenlabs.switches.set(agentId, usesTools);
    },
    useTool: (conversationId, tool) => useTool(world, known(conversationId), tool),
    sendEvent(order) {
      if ('type' in order) return sendEvent(world, eventOf(world, order.type, order.data), null);
      const conversation = known(order.conversationId);
      const leg = world.network.legs.get(conversation.callSid);
      const event = conversation.acceptedAt
        ? transcriptionEvent(world, conversation)
        : failureEvent(world, conversation, leg?.status ?? 'failed');
      return sendEvent(world, event, conversation);
    },
  };
}
