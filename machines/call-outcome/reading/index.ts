/** What the callee of a voice agent says, understood by phrase rules: what they want, and when to ring again. Pure. */
export {
  classifyConversation,
  classifyDtmf,
  classifyUtterance,
  type Heard,
  type Language,
  type Turn,
} from './classify.ts';
export { readLater, readWhen } from './when/index.ts';
