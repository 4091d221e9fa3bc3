/** What people share: somebody with a phone who does something now and then. */
import type { Phone, PhoneMessage, Simulator } from '../../../src/simulator/index.ts';

export interface Person {
  readonly phone: Phone;
  /** Does the next thing. Rejects never because of the service: people live on when it is away. */
  act(): Promise<void>;
  /** How many texts so far. */
  said(): number;
}

export interface Business {
  /** The owner's own phone, which callers ring. */
  readonly phone: string;
  /** The dedicated number that it forwards to. */
  readonly number: string;
}

export interface PeopleTools {
  readonly simulator: Simulator;
  readonly onboardingNumber: string;
  /** An owner's number is known from now on. */
  openFor(owner: string, business: Business): void;
  openBusinesses(): readonly Business[];
  /** From that phone, or from one of nobody in particular. */
  ring(number: string, from?: Phone): void;
  /** They said stop to that number last. */
  isOut(ourNumber: string, theirNumber: string): boolean;
}

/** The last text from that number. */
export function latest(phone: Phone, from: string): PhoneMessage | undefined {
  return phone.messages.findLast(({ direction, peer }) => direction === 'in' && peer === from);
}
