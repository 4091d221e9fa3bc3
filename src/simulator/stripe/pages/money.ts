/** Amounts and dates as the hosted pages write them. */
import type { StripePriceOptions } from '../../options.ts';

export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(amount / 100);
}

export function monthly(price: StripePriceOptions): string {
  return money(price.unitAmount, price.currency);
}

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** `at` in seconds, as Stripe counts. */
export function dateOf(at: number): string {
  return longDate.format(new Date(at * 1000));
}
