/** The port of whoever posts JSON to a webhook: it never rejects, and its reasons do not name the address. */

export type Posted =
  | { readonly kind: 'posted' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'final'; readonly code: string; readonly reason: string };

export type PostJson = (body: object) => Promise<Posted>;
