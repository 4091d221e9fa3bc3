/** Twilio's doors. */
export { smsDoor } from './sms.ts';
export { statusDoor } from './status.ts';
export { type VoiceDoor, voiceDoor } from './voice.ts';
export { whisperDoor } from './whisper.ts';
