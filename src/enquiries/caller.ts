/** Whose enquiry: at most one of a caller is open at a number (unique in the database). */
export interface Caller {
  readonly orgId: string;
  readonly ourNumber: string;
  /** E.164. */
  readonly caller: string;
}
