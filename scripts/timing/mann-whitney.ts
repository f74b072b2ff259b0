/** Of all values of both samples, equal ones share their ranks. */
const rank = (
  values: readonly number[],
): { readonly ranks: Float64Array; readonly ties: number } => {
  const order = Uint32Array.from(values.keys()).sort(
    (one, other) => (values[one] ?? 0) - (values[other] ?? 0),
  )
  const ranks = new Float64Array(values.length)
  let ties = 0
  for (let start = 0; start < order.length;) {
    const value = values[order[start] ?? 0]
    let end = start
    while (end < order.length && values[order[end] ?? 0] === value) end += 1
    for (let at = start; at < end; at += 1) ranks[order[at] ?? 0] = (start + 1 + end) / 2
    ties += (end - start) ** 3 - (end - start)
    start = end
  }
  return { ranks, ties }
}

/** Abramowitz and Stegun 7.1.26, exact to 1.5e-7. */
const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]
  const sum = factors.reduce((total, factor) => (total + factor) * t, 0)
  return Math.sign(x) * (1 - sum * Math.exp(-x * x))
}

/**
 * How likely two samples of one distribution differ in rank as much as these do, in either direction: the normal
 * approximation, corrected for ties and continuity, good from some twenty values each.
 */
export const mannWhitney = (one: readonly number[], other: readonly number[]): number => {
  const [n, m] = [one.length, other.length]
  const { ranks, ties } = rank([...one, ...other])
  const sum = ranks.subarray(0, n).reduce((total, value) => total + value, 0)
  const distance = Math.abs(sum - (n * (n + m + 1)) / 2)
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
  return variance === 0 ? 1 : 1 - erf(Math.max(0, distance - 0.5) / Math.sqrt(2 * variance))
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}
