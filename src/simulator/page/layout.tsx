/** The shell of every page: styles, scripts and the colour scheme, all from this server. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

const phoneStyles = ['page', 'panel', 'phone', 'thread', 'keypad', 'settings', 'call', 'lies'];

export function Layout(props: { title: string; liveUrl?: string; isPhone?: boolean; children: Child }) {
  const live = props.liveUrl ? { 'hx-sse:connect': props.liveUrl } : {};
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta name="color-scheme" content="light dark" />
          {/* `open` belongs to the reader: an update must not close what somebody unfolded. */}
          <meta name="htmx-config" content='{"morphIgnore":["data-htmx-powered","open"],"history":false}' />
          <title>{props.title}</title>
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          {['tokens', ...(props.isPhone ? phoneStyles : ['stripe'])].map((name) => (
            <link rel="stylesheet" href={`/assets/${name}.css`} />
          ))}
          <script src="/assets/theme.js" />
          {props.isPhone ? (
            <>
              {/* Not deferred: a deferred htmx starts before its extension is there. */}
              <script src="/assets/htmx.js" />
              <script src="/assets/hx-sse.js" />
              <script src="/assets/page.js" defer />
            </>
          ) : null}
        </head>
        <body {...live}>{props.children}</body>
      </html>
    </>
  );
}
