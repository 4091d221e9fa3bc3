/** The page at `/`: phones side by side, who there is on the left, the wire on the right; one of them when narrow. */
import { raw } from 'hono/html';
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
  const { room } = page.world.settings;
  return (
    <Layout
      title={`${title} · Next door`}
      liveUrl={href(place, {}, '/page/live')}
      isPhone
      roomStyle={room ? `/rooms/${room.path}/style.css` : null}
    >
      <div class="desk" data-screen={place.screen} {...(place.room ? { 'data-room': place.room } : {})}>
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
            <Device page={page} place={{ ...place, ...spot, at }} isInFront={at === place.at} />
          ))}
        </main>
        <Beside page={page} place={place} />
      </div>
    </Layout>
  );
}

/** The network's own panel, or the room that somebody put beside the phones; above them the choice, where there is one. */
async function Beside({ page, place }: { page: Page; place: Place }) {
  const { room } = page.world.settings;
  const isRoom = room !== null && place.room === room.path;
  const choices = room ? [{ title: 'Network', path: null }, room] : [];
  return (
    <aside class="right" aria-label={isRoom ? room.title : 'Network'}>
      {room ? (
        <nav class="beside" aria-label="Beside the phones">
          {choices.map(({ title, path }) => (
            <a
              href={href({ ...place, room: path })}
              {...(path === place.room ? { 'aria-current': 'page' } : {})}
            >
              {title}
            </a>
          ))}
        </nav>
      ) : null}
      {isRoom ? (
        raw(await (await room.app.request('/')).text())
      ) : (
        <>
          <Accounts page={page} place={place} />
          <LiesPanel page={page} place={place} />
          <Log page={page} place={place} />
        </>
      )}
    </aside>
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
