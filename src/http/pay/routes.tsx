/** The short links of our texts: /pay/:token opens the checkout, /portal/:token the customer portal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type Billing, openCheckout, openPortal, type ProviderFailure } from '../../billing/index.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log.ts';
import { packageRoot } from '../../platform/root.ts';
import type { PageLook } from './page.tsx';
import {
  AlreadyActive,
  BeingConfirmed,
  Cancelled,
  NothingToManage,
  Paid,
  PortalLeft,
  Unavailable,
  UnknownLink,
} from './pages.tsx';

export interface PayTools {
  readonly billing: Billing;
  readonly look: PageLook;
  readonly log: Log;
}

/** A minute: the checkout's idempotency key is new by then, and so is the provider's answer. */
const RETRY_AFTER_S = 60;
/** An hour: the file changes with a release only. */
const CSS_CACHE_S = 3600;

/** Throws at once when the style sheet is missing. The token of a link never gets into a log or a referrer. */
export function createPayPages({ billing, look, log }: PayTools): Hono {
  const css = readFileSync(join(packageRoot, 'src/http/pay/pay.css'), 'utf8');
  const app = new Hono();
  app.get('/assets/pay.css', (c) =>
    c.body(css, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': `public, max-age=${CSS_CACHE_S}`,
    }),
  );
  for (const path of ['/pay/*', '/portal/*']) app.use(path, guarded, headWithoutBody);

  app.get('/pay/:token', async (c) => {
    const token = c.req.param('token');
    const outcome = await openCheckout(billing, token).catch(awayOrBug);
    switch (outcome.kind) {
      case 'opened':
        log.info({ orgId: outcome.orgId }, 'pay.checkout opened');
        return c.redirect(outcome.url, 303);
      case 'being_confirmed':
        return c.html(<BeingConfirmed look={look} />);
      case 'already_active': {
        const portalPath = outcome.canManage ? `/portal/${encodeURIComponent(token)}` : null;
        return c.html(<AlreadyActive look={look} portalPath={portalPath} />);
      }
      case 'unknown_token':
        return c.html(<UnknownLink look={look} />, 404);
      case 'unavailable':
        return unavailable(c, 'pay.checkout', outcome);
      default:
        return outcome satisfies never;
    }
  });

  app.get('/portal/:token', async (c) => {
    const outcome = await openPortal(billing, c.req.param('token')).catch(awayOrBug);
    switch (outcome.kind) {
      case 'opened':
        log.info({ orgId: outcome.orgId }, 'pay.portal opened');
        return c.redirect(outcome.url, 303);
      case 'no_customer':
        return c.html(<NothingToManage look={look} />);
      case 'unknown_token':
        return c.html(<UnknownLink look={look} />, 404);
      case 'unavailable':
        return unavailable(c, 'pay.portal', outcome);
      default:
        return outcome satisfies never;
    }
  });

  // These say nothing about anybody, so they do not look the token up and work while the database is away.
  app.get('/pay/:token/done', (c) => c.html(<Paid look={look} />));
  app.get('/pay/:token/cancelled', (c) => c.html(<Cancelled look={look} />));
  app.get('/portal/:token/done', (c) => c.html(<PortalLeft look={look} />));
  return app;

  function unavailable(
    c: Context,
    door: string,
    { orgId, failure }: Unreachable,
  ): Response | Promise<Response> {
    const isOurs = 'isRetryable' in failure && failure.isRetryable === false;
    log[isOurs ? 'error' : 'warn']({ orgId, reason: failure.message }, `${door} unavailable`);
    c.header('Retry-After', String(RETRY_AFTER_S));
    return c.html(<Unavailable look={look} />, 503);
  }
}

interface Unreachable {
  readonly kind: 'unavailable';
  readonly orgId: string | null;
  readonly failure: ProviderFailure | Error;
}

/** A database that is away is the same page to the owner as a provider that is. */
function awayOrBug(error: unknown): Unreachable {
  if (error instanceof Error && isDatabaseAway(error))
    return { kind: 'unavailable', orgId: null, failure: error };
  throw error;
}

const guarded = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ['data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  // Whether the whole domain is HTTPS only is for whoever runs it to say.
  strictTransportSecurity: false,
});

/** Programs that only look whether a link exists must not open anything: HEAD is answered before the link is read. */
async function headWithoutBody(c: Context, next: () => Promise<void>): Promise<Response | undefined> {
  c.header('Cache-Control', 'no-store');
  c.header('X-Robots-Tag', 'noindex, nofollow');
  if (c.req.method === 'HEAD') return c.body(null, 200);
  await next();
  return undefined;
}
