/**
 * Until when which offset, in seconds east of Greenwich: Asia/Ho_Chi_Minh of the IANA time zone database. A table, since
 * the eight changes are history, and asking Intl loads 8 MB of time zones and calendars into every process.
 */
const offsets: readonly (readonly [until: number, seconds: number])[] = [
  [Date.UTC(1911, 3, 30, 16, 53, 30), 25_590],
  [Date.UTC(1942, 11, 31, 16), 25_200],
  [Date.UTC(1945, 2, 14, 15), 28_800],
  [Date.UTC(1945, 8, 1, 15), 32_400],
  [Date.UTC(1947, 2, 31, 17), 25_200],
  [Date.UTC(1955, 5, 30, 17), 28_800],
  [Date.UTC(1959, 11, 31, 16), 25_200],
  [Date.UTC(1975, 5, 12, 16), 28_800],
]

const sinceThen = 25_200

/** How far Saigon's clocks were ahead of UTC at a moment: +08:00 for most of 1947–1975. In milliseconds. */
export const saigonOffsetMs = (instant: Date): number => {
  const at = instant.getTime()
  return (offsets.find(([until]) => at < until)?.[1] ?? sinceThen) * 1000
}
