/** Money as people read it: whole pounds without pence, otherwise two digits. Pure. */

/** `2900` → `£29`, `2950` → `£29.50`. Currency is an ISO 4217 code in any case; the amount is in its smallest unit. */
export function formatPence(amountPence: number, currency = 'GBP'): string {
  const code = currency.toUpperCase();
  const digits = fractionDigits(code);
  const isWhole = amountPence % 10 ** digits === 0;
  return new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: code,
    minimumFractionDigits: isWhole ? 0 : digits,
  }).format(amountPence / 10 ** digits);
}

/** Two for pounds, none for yen: Stripe counts every currency in its own smallest unit. */
function fractionDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en-GB', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}
