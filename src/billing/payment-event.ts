/** An event of the payment provider, reduced to what billing needs: whom it may be about, and what to ask about. */

/** Every way an event may point at one of our organizations. `null`: the event does not say. */
export interface PaymentSubject {
  /** The organization id that we put on the checkout. */
  readonly clientReferenceId: string | null;
  /** The organization id that we put on the subscription. */
  readonly metadataOrgId: string | null;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
}

export interface PaymentEvent {
  /** The provider's id of the event (`evt_…`): what makes two deliveries the same. */
  readonly id: string;
  /** The provider's own word, such as `invoice.paid`. */
  readonly type: string;
  /** `null`: a type of event that no subscription depends on. */
  readonly subject: PaymentSubject | null;
}

/** What checking a delivery gives: the event, or why it is refused. */
export type CheckedEvent =
  | { readonly kind: 'genuine'; readonly event: PaymentEvent }
  | {
      readonly kind: 'refused';
      readonly reason: 'no_signature' | 'bad_signature' | 'stale' | 'future' | 'unreadable';
    };
