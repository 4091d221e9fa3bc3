/** The frame of the payment pages: one card, one sentence, one button; phone first, light and dark (pay.css). */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

export interface PageLook {
  readonly brandName: string;
  /** The number of the conversation that the owner came from, E.164. */
  readonly onboardingNumber: string;
}

interface PageProps {
  readonly look: PageLook;
  readonly title: string;
  readonly mood: 'good' | 'calm' | 'trouble';
  readonly children: Child;
}

/** A mark that needs no picture, and says nothing to a screen reader. */
const MARKS = { good: '✓', calm: '…', trouble: '!' } as const;

export function Page({ look, title, mood, children }: PageProps) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} · ${look.brandName}`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/assets/pay.css" />
        </head>
        <body>
          <main class="card">
            <p class="brand">{look.brandName}</p>
            <p class={`mark mark-${mood}`} aria-hidden="true">
              {MARKS[mood]}
            </p>
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    </>
  );
}

/** Opens the phone's own messages at the conversation with us. */
export function BackToMessages({ look, quiet = false }: { look: PageLook; quiet?: boolean }) {
  return (
    <a class={quiet ? 'button button-quiet' : 'button'} href={`sms:${look.onboardingNumber}`}>
      Back to your messages
    </a>
  );
}
