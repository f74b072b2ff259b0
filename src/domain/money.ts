/** Việt Nam đồng: an integer, safe to 2^53. */
export type Vnd = number

const wholeVnd = (amount: number): Vnd | null =>
  Number.isSafeInteger(amount) && amount >= 0 ? Math.abs(amount) : null

/** Vietnamese writes 120.000, English 120,000; one number uses one mark throughout. */
const grouped = /^\d{1,3}(?:(?<mark>[.,\s])\d{3}(?:\k<mark>\d{3})*)?$/

/**
 * Whole đồng: `120000`, `"120000"`, `"120.000"`, `"120,000 đ"`. Null where the amount is negative, has a fraction or
 * is too large to be exact. A mark before three digits always separates thousands: the đồng has no fractions.
 */
export const parseVnd = (raw: string | number): Vnd | null => {
  if (typeof raw === 'number') return wholeVnd(raw)
  const digits = raw
    .normalize('NFC')
    .trim()
    .replace(/\s*(?:đồng|vnđ|vnd|đ|₫)$/i, '')
  if (!/^\d+$/.test(digits) && !grouped.test(digits)) return null
  return wholeVnd(Number(digits.replace(/\D/g, '')))
}
