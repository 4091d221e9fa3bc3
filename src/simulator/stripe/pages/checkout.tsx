/** The page that Stripe would host for a Checkout Session: what it costs, and a button that pays. */
import type { StripePriceOptions } from '../../options.ts';
import { Layout } from '../../page/layout.tsx';
import type { Session } from '../objects/session.ts';
import { money, monthly } from './money.ts';

export interface CheckoutProps {
  readonly session: Session;
  readonly price: StripePriceOptions;
  /** Why the last try did not work. */
  readonly trouble?: string | undefined;
}

export function Checkout({ session, price, trouble }: CheckoutProps) {
  return (
    <Layout title={`Pay for ${price.productName} · pretend Stripe`}>
      <main class="till">
        <section aria-label="Summary">
          <span class="test-mode">Pretend Stripe: no money moves</span>
          <h1>Subscribe to {price.productName}</h1>
          <p class="amount">
            {monthly(price)}
            <small>
              per
              <br />
              month
            </small>
          </p>
          <dl class="lines">
            <dt>{price.productName}, billed monthly</dt>
            <dd>{monthly(price)}</dd>
            <dt>
              <strong>Due today</strong>
            </dt>
            <dd>
              <strong>{money(session.amount_total, session.currency)}</strong>
            </dd>
          </dl>
          {session.cancel_url ? <a href={session.cancel_url}>Back without paying</a> : null}
        </section>
        {session.status === 'open' ? (
          <PayForm session={session} price={price} trouble={trouble} />
        ) : (
          <Closed session={session} />
        )}
      </main>
    </Layout>
  );
}

function PayForm({ session, price, trouble }: CheckoutProps) {
  return (
    <form class="pay-card" method="post" action={`/stripe/checkout/${session.id}`} data-testid="pay-form">
      <h2>Pay with card</h2>
      {trouble ? (
        <p class="message" role="alert">
          {trouble}
        </p>
      ) : null}
      <label>
        Email
        <input
          type="email"
          name="email"
          value={session.customer_email ?? 'owner@example.com'}
          autocomplete="off"
          required
        />
      </label>
      <label>
        Card
        <input value="4242 4242 4242 4242" readonly />
      </label>
      <div class="pair">
        <label>
          Expiry
          <input value="12 / 34" readonly />
        </label>
        <label>
          CVC
          <input value="123" readonly />
        </label>
      </div>
      <label>
        Name on card
        <input name="name" value="Test Owner" autocomplete="off" />
      </label>
      <button class="button strong" type="submit" name="outcome" value="paid" data-testid="pay-button">
        Pay {monthly(price)}
      </button>
      <button class="button" type="submit" name="outcome" value="declined" data-testid="decline-card">
        Let the card be declined
      </button>
    </form>
  );
}

function Closed({ session }: { session: Session }) {
  const isPaid = session.status === 'complete';
  return (
    <section class="pay-card" data-testid="checkout-closed">
      <p class={isPaid ? 'message good' : 'message'} role="status">
        {isPaid ? 'Paid. Thank you.' : 'This payment link has expired. Ask for a new one.'}
      </p>
    </section>
  );
}
