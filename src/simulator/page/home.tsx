/** The page at `/`: phones on the left, the phone in the middle, the wire on the right; one of them when narrow. */
import { href, type Page, type Place } from './context.ts';
import { Device } from './device.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Accounts, Log } from './panel.tsx';
import { NewPhone, PhoneList } from './people.tsx';
import { nameOf } from './words.ts';

export function Home({ page, place }: { page: Page; place: Place }) {
  const title = place.peer ? nameOf(page.world, place.peer) : 'Phones';
  return (
    <Layout title={`${title} · Next door`} liveUrl={href(place, '/page/live')} isPhone>
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
              <NewPhone />
              <Legend />
            </>
          ) : null}
        </aside>
        <Device page={page} place={place} />
        <aside class="right" aria-label="Network">
          <Accounts page={page} place={place} />
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
