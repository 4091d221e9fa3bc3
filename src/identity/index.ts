/** Identity: the keys by which programs act for an organization, and what was answered to them. */
export { type Admission, admitKey } from './admit-key.ts';
export { createKey, type NewKey } from './create-key.ts';
export {
  type Answer,
  type BegunRequest,
  beginRequest,
  forgetOldAnswers,
  forgetRequest,
  forgetRequestsFor,
  keepAnswer,
  releaseRequest,
} from './idempotency.ts';
export { isScope, SCOPES, type Scope } from './key.ts';
export { type ListedKey, listKeys } from './list-keys.ts';
export { type Revoked, revokeKey } from './revoke-key.ts';
