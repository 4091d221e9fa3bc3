/** `POST /api/twilio/whisper`: what the owner hears before the caller, and the key that takes the call. Stores nothing. */
import type { Context } from 'hono';
import { whisperTwiml } from './call-twiml.ts';
import { openDoor } from './door.ts';
import { singleFields } from './fields.ts';
import { xml } from './sms.ts';
import type { VoiceDoor } from './voice.ts';

export function whisperDoor(tools: VoiceDoor) {
  return async (c: Context): Promise<Response> => {
    const opened = await openDoor(c, tools);
    if (!opened.isOpen) return opened.response;
    const { Digits } = singleFields(opened.fields);
    const twiml = whisperTwiml(Digits, { brandName: tools.brandName, urls: tools.callUrls });
    const decision = Digits === undefined ? 'asked' : Digits === '1' ? 'taken' : 'not taken';
    tools.log.info({ event: 'whisper', decision }, 'twilio.voice');
    return xml(c, tools.callUrls.sealed(twiml));
  };
}
