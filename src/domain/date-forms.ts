/** What some text says, before it is known whether it says enough. A month or day left out is null. */
export interface WrittenDate {
  readonly year: number
  readonly month: number | null
  readonly day: number | null
  /** Hours to milliseconds, as milliseconds since midnight. */
  readonly timeMs: number
  /** Minutes east of Greenwich; null where the text names no zone, which means Vietnam's time. */
  readonly zoneMinutes: number | null
}

const clock = String.raw`(?:[T ](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?`

/** Every form that the connected systems were seen to write; years and months alone are birth dates. */
const forms = [
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2}))?$/,
  new RegExp(
    String.raw`^(?<year>\d{4})(?<mark>[-/])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})${clock}$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?<day>\d{1,2})(?<mark>[-/])(?<month>\d{1,2})\k<mark>(?<year>\d{4})${clock}$`,
    'i',
  ),
  /^(?<month>\d{1,2})[-/](?<year>\d{4})$/,
  /^(?<year>\d{4})(?:[-/](?<month>\d{1,2}))?$/,
]

type Groups = Readonly<Record<string, string | undefined>>

const zoneMinutesOf = (zone: string | undefined): number | null => {
  if (zone === undefined) return null
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

/** Null where there is no such time of day. */
const timeMsOf = (groups: Groups): number | null => {
  const hour = Number(groups['hour'] ?? 0)
  const minute = Number(groups['minute'] ?? 0)
  const second = Number(groups['second'] ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  const millis = Number((groups['fraction'] ?? '').slice(0, 3).padEnd(3, '0'))
  return ((hour * 60 + minute) * 60 + second) * 1000 + millis
}

/** Years outside are no dates of living memory: .NET writes its null date as 0001-01-01. */
const isPlausibleYear = (year: number): boolean => year >= 1800 && year < 2200

const isRealDay = (year: number, month: number | null, day: number | null): boolean => {
  const date = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1))
  return (
    isPlausibleYear(year) &&
    date.getUTCMonth() + 1 === (month ?? 1) &&
    date.getUTCDate() === (day ?? 1)
  )
}

const groupsOf = (text: string): Groups | undefined => {
  for (const form of forms) {
    const match = form.exec(text)
    if (match !== null) return match.groups
  }
  return undefined
}

/** What the text says, whichever form it has; null where it has none of them, or names no real day or time. */
export const readDate = (raw: string): WrittenDate | null => {
  const groups = groupsOf(raw.trim())
  if (groups === undefined) return null
  const year = Number(groups['year'])
  const month = groups['month'] === undefined ? null : Number(groups['month'])
  const day = groups['day'] === undefined ? null : Number(groups['day'])
  const timeMs = timeMsOf(groups)
  if (timeMs === null || !isRealDay(year, month, day)) return null
  return { year, month, day, timeMs, zoneMinutes: zoneMinutesOf(groups['zone']) }
}
