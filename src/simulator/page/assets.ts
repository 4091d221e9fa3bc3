/** Styles, scripts and htmx, served from this folder and from the installed package. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

const own = [
  'tokens.css',
  'page.css',
  'panel.css',
  'phone.css',
  'thread.css',
  'keypad.css',
  'settings.css',
  'call.css',
  'lies.css',
  'stripe.css',
  'page.js',
  'theme.js',
  'icon.svg',
] as const;

export function assetRoutes(): Hono {
  const packages = createRequire(import.meta.url);
  const files = new Map<string, string | URL>([
    ['htmx.js', packages.resolve('htmx.org/dist/htmx.min.js')],
    ['hx-sse.js', packages.resolve('htmx.org/dist/ext/hx-sse.min.js')],
    ...own.map((name): [string, URL] => [name, new URL(`./assets/${name}`, import.meta.url)]),
  ]);
  const app = new Hono();
  app.get('/:name', (c) => {
    const name = c.req.param('name');
    const file = files.get(name);
    const type = Object.entries(types).find(([extension]) => name.endsWith(`.${extension}`))?.[1];
    if (!file || !type) return c.notFound();
    return c.body(readFileSync(file), 200, { 'content-type': type, 'cache-control': 'no-cache' });
  });
  return app;
}
