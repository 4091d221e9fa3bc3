/** The billing portal that Stripe would host, with the troubles that one cannot order from the real one. */
import type { StripePriceOptions } from '../../options.ts';
import { Layout } from '../../page/layout.tsx';
import type { PortalSession } from '../objects/portal-session.ts';
import type { Subscription } from '../objects/subscription.ts';
import { dateOf, monthly } from './money.ts';

export interface PortalProps {
  readonly session: PortalSession;
  readonly price: StripePriceOptions;
  readonly subscriptions: readonly Subscription[];
}

export function Portal({ session, price, subscriptions }: PortalProps) {
  return (
    <Layout title={`${price.productName} billing · pretend Stripe`}>
      <main class="till single">
        <section aria-label="Subscription">
          <span class="test-mode">Pretend Stripe: no money moves</span>
          <h1>Your subscription</h1>
          {subscriptions.length === 0 ? <p class="quiet">There is none.</p> : null}
          {subscriptions.map((subscription) => (
            <OneSubscription session={session} price={price} subscription={subscription} />
          ))}
          {session.return_url ? <a href={session.return_url}>Back to {price.productName}</a> : null}
        </section>
      </main>
    </Layout>
  );
}

const states: Readonly<Record<string, string>> = {
  active: 'Active',
  past_due: 'Payment is overdue',
  canceled: 'Cancelled',
};

function OneSubscription(props: {
  session: PortalSession;
  price: StripePriceOptions;
  subscription: Subscription;
}) {
  const { subscription, price, session } = props;
  const end = subscription.items.data[0]?.current_period_end ?? subscription.created;
  const { status, cancel_at_period_end } = subscription;
  return (
    <article data-testid="subscription" data-status={status}>
      <dl class="lines">
        <dt>{price.productName}</dt>
        <dd>{monthly(price)} per month</dd>
        <dt>State</dt>
        <dd>
          {cancel_at_period_end && status !== 'canceled'
            ? `${states[status]}, ends by itself`
            : (states[status] ?? status)}
        </dd>
        <dt>{cancel_at_period_end ? 'Ends on' : 'Next payment'}</dt>
        <dd>{status === 'canceled' ? 'none' : dateOf(end)}</dd>
      </dl>
      <form class="acts" method="post" action={`/stripe/portal/${session.id}/${subscription.id}`}>
        {actsFor(subscription).map(([act, words, look]) => (
          <button class={`button ${look}`} type="submit" name="act" value={act} data-testid={`portal-${act}`}>
            {words}
          </button>
        ))}
      </form>
      <p>&nbsp;</p>
    </article>
  );
}

export type PortalAct =
  | 'pay-invoice'
  | 'fail-payment'
  | 'cancel-at-period-end'
  | 'resume'
  | 'cancel'
  | 'end-period';

function actsFor(subscription: Subscription): readonly (readonly [PortalAct, string, string])[] {
  if (subscription.status === 'canceled') return [];
  return [
    ...(subscription.status === 'past_due'
      ? [['pay-invoice', 'Pay the open invoice', 'strong'] as const]
      : [['fail-payment', 'Let the next payment fail', ''] as const]),
    ...(subscription.cancel_at_period_end
      ? [['resume', 'Keep the subscription', 'strong'] as const]
      : [['cancel-at-period-end', 'Cancel at the end of the month', ''] as const]),
    ['end-period', 'Let the month pass', ''],
    ['cancel', 'Cancel now', 'danger'],
  ];
}
