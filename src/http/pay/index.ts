/** The payment pages: the short links of our texts and where people land after them. */
export { maskPath } from './mask-path.ts';
export type { PageLook } from './page.tsx';
export { createPayPages, type PayTools } from './routes.tsx';
