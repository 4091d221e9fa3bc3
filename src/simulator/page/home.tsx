/** The page at `/`: phones side by side, who there is on the left, the wire on the right; one of them when narrow. */
import { href, type Page, type Place } from './context.ts';
import { markRead } from './conversations.ts';
import { Device } from './device.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { LiesPanel } from './lies.tsx';
import { Accounts, Log } from './panel.tsx';
import { NewPhone, PhoneList } from './people.tsx';
import { nameOf } from './words.ts';

export function Home({ page, place }: { page: Page; place: Place }) {
  const title = place.peer ? nameOf(page.world, place.peer) : 'Phones';
  markRead(page, place);
  return (
    <Layout title={`${title} · Next door`} liveUrl={href(place, {}, '/page/live')} isPhone>
      <div class="desk" data-screen={place.screen}>
        <aside class="left" aria-label="Phones of the simulator">
          <header class="brand">
            <a href="/">Next door</a>
            <button type="button" class="round" data-theme-toggle aria-label="Switch between light and dark">
              <Icon name="theme" />
            </button>
          </header>
          <p class="lead">A pretend phone network and a pretend Stripe. Nothing here reaches anyone.</p>
          {place.phone ? (
            <>
              <PhoneList page={page} place={place} />
              <NewPhone place={place} />
              <Legend />
            </>
          ) : null}
        </aside>
        <main class="phones">
          {place.desk.map((spot, at) => (
            <Device page={page} place={{ ...spot, at, desk: place.desk }} isInFront={at === place.at} />
          ))}
        </main>
        <aside class="right" aria-label="Network">
          <Accounts page={page} place={place} />
          <LiesPanel page={page} place={place} />
          <Log page={page} place={place} />
        </aside>
      </div>
    </Layout>
  );
}

/** What the ticks mean here is a little more than on a real phone. */
function Legend() {
  return (
    <ul class="legend" aria-label="What the ticks mean">
      <li>
        <Icon name="sent" size={16} /> the network has it
      </li>
      <li>
        <Icon name="delivered" size={16} /> the service took it
      </li>
      <li>
        <Icon name="failed" size={16} /> the service did not
      </li>
    </ul>
  );
}
