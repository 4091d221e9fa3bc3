/** Money as people read it: whole pounds without pence, otherwise two digits. Pure. */

/** `2900` → `£29`, `2950` → `£29.50`. Currency is an ISO 4217 code in any case. */
export function formatPence(amountPence: number, currency = 'GBP'): string {
  const isWhole = amountPence % 100 === 0;
  return new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: isWhole ? 0 : 2,
  }).format(amountPence / 100);
}
