/** A region is a part of the page that fetches itself again when its topic is in the live stream. */
import type { Child } from 'hono/jsx';
import { href, type Place } from './context.ts';

/** What changes on one phone, and what changes for the whole desk. */
export type PhoneTopic = 'texts' | 'calls';
export type DeskTopic = 'phones' | 'numbers' | 'log' | 'lies';
export type Topic = PhoneTopic | DeskTopic;

/** The events of the live stream: a phone's own topics carry its place on the desk. */
export function topicEvent(topic: Topic, at: number): string {
  return topic === 'texts' || topic === 'calls' ? `sim:${topic}-${at}` : `sim:${topic}`;
}

/** The id of a part that every phone on the desk has one of. */
export function idOn(place: Place, name: string): string {
  return `${name}-${place.at}`;
}

export interface RegionProps {
  /** Also the last part of the URL from which the region is fetched. */
  readonly id: string;
  /** Any of them refreshes the region. */
  readonly topics: readonly Topic[];
  readonly place: Place;
  /** Every phone has this region: the place on the desk becomes part of the id. */
  readonly isOnPhone?: boolean;
  readonly class?: string;
  /** `div` unless told otherwise. */
  readonly as?: 'div' | 'section' | 'nav' | 'aside';
  readonly children: Child;
  readonly [attribute: `aria-${string}` | `data-${string}` | `hx-${string}`]: string;
}

export function Region(props: RegionProps) {
  const { id, topics, place, isOnPhone, as: Tag = 'div', children, ...attributes } = props;
  return (
    <Tag
      id={isOnPhone ? idOn(place, id) : id}
      hx-get={href(place, {}, `/page/${id}`)}
      hx-trigger={topics.map((topic) => `${topicEvent(topic, place.at)} from:body`).join(', ')}
      hx-swap="outerMorph"
      {...attributes}
    >
      {children}
    </Tag>
  );
}
