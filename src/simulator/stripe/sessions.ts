/** Checkout sessions end by themselves: whoever looks at one after its time finds it expired. */
import type { World } from '../world.ts';
import type { Session } from './objects/session.ts';
import { seconds } from './objects/time.ts';
import { happened } from './send-event.ts';

export function sessionAt(world: World, id: string): Session | undefined {
  const session = world.stripe.sessions.get(id);
  if (session?.status === 'open' && seconds(world.settings.now()) >= session.expires_at) {
    expireSession(world, session);
  }
  return session;
}

export function expireSession(world: World, session: Session): void {
  session.status = 'expired';
  session.url = null;
  happened(world, 'checkout.session.expired', { object: session });
  world.feed.emit({ type: 'stripe', id: session.id });
}
