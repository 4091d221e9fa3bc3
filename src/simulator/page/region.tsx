/** A region is a part of the page that fetches itself again when its topic is in the live stream. */
import type { Child } from 'hono/jsx';
import { href, type Place } from './context.ts';

export type Topic = 'texts' | 'calls' | 'phones' | 'numbers' | 'log';

export interface RegionProps {
  readonly id: string;
  /** Space-separated topics; any of them refreshes the region. */
  readonly topics: readonly Topic[];
  readonly place: Place;
  readonly class?: string;
  /** `div` unless told otherwise. */
  readonly as?: 'div' | 'section' | 'nav' | 'aside';
  readonly children: Child;
  readonly [attribute: `aria-${string}` | `data-${string}`]: string;
}

/** The id is also the last part of the URL from which the region is fetched. */
export function Region({ id, topics, place, as: Tag = 'div', children, ...attributes }: RegionProps) {
  return (
    <Tag
      id={id}
      hx-get={href(place, `/page/${id}`)}
      hx-trigger={topics.map((topic) => `sim:${topic} from:body`).join(', ')}
      hx-swap="outerMorph"
      {...attributes}
    >
      {children}
    </Tag>
  );
}
