/** The `Stripe-Signature` header: https://docs.stripe.com/webhooks#verify-manually */
import { createHmac } from 'node:crypto';

export function stripeSignature(order: { secret: string; body: string; at: number }): string {
  const signature = createHmac('sha256', order.secret)
    .update(`${order.at}.${order.body}`, 'utf8')
    .digest('hex');
  return `t=${order.at},v1=${signature}`;
}
