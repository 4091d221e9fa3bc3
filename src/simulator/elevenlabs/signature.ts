/** The `elevenlabs-signature` header: https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks */
import { createHmac } from 'node:crypto';

/** `at`: seconds. */
export function elevenLabsSignature(order: { secret: string; body: string; at: number }): string {
  const signature = createHmac('sha256', order.secret)
    .update(`${order.at}.${order.body}`, 'utf8')
    .digest('hex');
  return `t=${order.at},v0=${signature}`;
}
