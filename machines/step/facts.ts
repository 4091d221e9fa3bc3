/** What a machine may know about the world at the moment of a step. Read fresh for every event and never stored. */

/** Facts about the organization of the thread, as they stand in this transaction. */
export interface Facts {
  /** The moment of the event, ISO 8601. Machines have no clock of their own. */
  readonly now: string;
  readonly orgId: string;
  /** The other party of the thread, E.164: the owner in their own thread, a caller in theirs. */
  readonly theirNumber: string;
  /** The owner's phone, E.164. */
  readonly ownerPhone: string;
  /** The owner's phone as it was first written; the documented log lines show it so. */
  readonly ownerPhoneAsWritten: string;
  readonly businessName: string | null;
  /** The dedicated number, once there is one, E.164. */
  readonly number: string | null;
  /** Our short link that opens the checkout of exactly this organization. */
  readonly payLink: string;
  /** Our short link that opens the customer portal of this organization. */
  readonly portalLink: string;
}

/** What wordings depend on besides their values: the product's configured name and price. */
export interface TextSettings {
  readonly brandName: string;
  readonly pricePence: number;
  /** ISO 4217. */
  readonly currency: string;
}
