/** The routes of the phone page: the whole page, its regions, and what thumbs do. */
import { Hono } from 'hono';
import type { Controls } from '../server.ts';
import type { World } from '../world.ts';
import { actRoutes } from './acts.tsx';
import { assetRoutes } from './assets.ts';
import { CallView } from './call-view.tsx';
import { filledSpots, type Page, type Place, placeIn, type Queries } from './context.ts';
import { markRead } from './conversations.ts';
import { StatusBar } from './device.tsx';
import { Home } from './home.tsx';
import { LiesCounters, LiesSwitches, LiesTold, lieActRoutes } from './lies.tsx';
import { liveStream } from './live.ts';
import { Accounts, Log } from './panel.tsx';
import { ConversationList, PhoneList } from './people.tsx';
import { Settings } from './settings.tsx';
import { Messages, WayBack } from './thread.tsx';
import { Uploads } from './uploads.ts';

export function pageApp(world: World, controls: Controls): Hono {
  const page: Page = {
    ...controls,
    world,
    uploads: new Uploads(() => world.settings.publicUrl),
    read: new Map(),
    dismissed: new Set(),
  };
  const app = new Hono();
  const place = (queries: Queries) => placeIn(page, queries);

  app.get('/', (c) => c.html(<Home page={page} place={place(c.req.queries())} />));
  app.get('/page/live', (c) => liveStream(c, page, place(c.req.queries())));
  // A room may ring a phone that did not exist: it comes to lie where there is none yet.
  app.get('/page/spots/:filled', (c) => {
    const filled = filledSpots(place(c.req.queries()));
    if (filled > Number(c.req.param('filled'))) c.header('hx-refresh', 'true');
    return c.body(null, 204);
  });
  app.get('/page/:region{[a-z-]+}', (c) => {
    const here = place(c.req.queries());
    const region = regionAt(page, c.req.param('region'), here);
    // A phone that a narrow screen hides is kept up to date, but nobody has read it.
    if (c.req.param('region') === 'messages' && c.req.query('seen') === 'true') markRead(page, here);
    // The element is gone from a page that is older than the state: nothing to swap.
    return region ? c.html(region) : c.body(null, 204);
  });
  app.get('/media/:id', (c) => {
    const upload = page.uploads.get(c.req.param('id'));
    if (!upload) return c.notFound();
    // A picture may be an SVG: it must never run as a document of this server.
    const headers = {
      'content-type': upload.contentType,
      'content-security-policy': "default-src 'none'; sandbox",
    };
    return c.body(upload.bytes, 200, headers);
  });
  app.route('/page/lies', lieActRoutes(page));
  app.route('/page', actRoutes(page));
  app.route('/assets', assetRoutes());
  return app;
}

function regionAt(page: Page, region: string, place: Place) {
  const { phone, peer } = place;
  switch (region) {
    case 'messages':
      return phone && peer ? <Messages page={page} place={{ ...place, phone, peer }} /> : null;
    case 'way-back':
      return phone && peer ? <WayBack page={page} place={{ ...place, phone, peer }} /> : null;
    case 'conversations':
      return phone ? <ConversationList page={page} place={{ ...place, phone }} /> : null;
    case 'phones':
      return <PhoneList page={page} place={place} />;
    case 'status-bar':
      return <StatusBar page={page} place={place} />;
    case 'settings':
      return <Settings page={page} place={place} />;
    case 'call':
      return <CallView page={page} place={place} />;
    case 'numbers':
      return <Accounts page={page} place={place} />;
    case 'lies-told':
      return <LiesTold page={page} place={place} />;
    case 'lies-switches':
      return <LiesSwitches page={page} place={place} />;
    case 'lies-counters':
      return <LiesCounters page={page} />;
    case 'log':
      return <Log page={page} place={place} />;
    default:
      return null;
  }
}
