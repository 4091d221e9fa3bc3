/** The shell of every page: styles, scripts and the colour scheme, all from this server. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

const phoneStyles = ['page', 'panel', 'phone', 'thread', 'keypad', 'settings', 'call', 'lies'];

export interface LayoutProps {
  readonly title: string;
  readonly liveUrl?: string;
  readonly isPhone?: boolean;
  /** The stylesheet of a room beside the phones. */
  readonly roomStyle?: string | null;
  readonly children: Child;
}

export function Layout(props: LayoutProps) {
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
          {props.roomStyle ? <link rel="stylesheet" href={props.roomStyle} /> : null}
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
