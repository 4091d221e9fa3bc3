/** Messages: every text, in and out, with its whole fate. */
export { type AskTools, askAboutEnds } from './ask-ends.ts';
export { type Decision, type Meaning, meaningOf, needsOperator } from './codes.ts';
export { createExchangeLog, type ExchangeLog, forgetExchanges } from './exchanges.ts';
export { acceptedPart, endedPart, waitingPart, wordsFor } from './fate.ts';
export { idsOfOthers } from './ids-of-others.ts';
export { isBadEnd, isStatus, rankOf, rankSql } from './rank.ts';
export { repeatPart } from './repeat.ts';
export { arrivedMessage, arrivedPart, type MessageRow, promisedMessage } from './row.ts';
export { flagUntextable, isUntextableSql } from './untextable.ts';
