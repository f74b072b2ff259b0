import type { LocalDate } from './dates.ts'

/** A day on which offices do otherwise than its weekday says. */
export interface CalendarDay {
  readonly date: LocalDate
  /** A working day is always a Saturday that pays for a day off. */
  readonly kind: 'DAY_OFF' | 'WORKING_DAY'
  readonly name: string
  readonly source: string
}

/** What public offices observe from one day to another; outside, only weekends are known. */
export interface WorkingCalendar {
  readonly from: LocalDate
  readonly until: LocalDate
  /** From this day on the Government has not yet decided: the days follow the Labour Code and earlier years. */
  readonly provisionalFrom: LocalDate
  readonly days: readonly CalendarDay[]
}

const sources = {
  labourCode: 'Labour Code 2019, Art. 112',
  break2025: 'Letter 8726/VPCP-KGVX of 26 Nov 2024 (luatvietnam.vn, article 186-100057)',
  swap2025: 'Letter 8726/VPCP-KGVX of 26 Nov 2024; day worked instead: home.vn, thread 12623',
  newYear2026: 'Letter 12729/VPCP-KGVX of 25 Dec 2025 (baohiemxahoi.gov.vn, item 25908)',
  tet2026: 'Announced October 2025 (vietnammedia.vnanet.vn, 165342; congan.com.vn, 388656)',
  spring2026: 'Labour Code 2019, Art. 112 (thanhnien.vn, 23 Feb 2026, 185260223083506397)',
  autumn2026:
    'Announced October 2025 (24h.com.vn, c46a1706694); five days in a row by the proposal (baomoi.net.vn, tag Tết Âm lịch 2026)',
  swap2026: 'Pays for 31 August; which Saturday is worked instead [from memory, not verified]',
  provisional: 'Labour Code 2019, Art. 112 [provisional]',
  likeTet2024: 'As in 2024, when the new year also fell on a Saturday [provisional]',
  likeAutumn2021: 'As in 2021, when 2 September also fell on a Thursday [provisional]',
} as const

type Row = readonly [
  date: string,
  kind: CalendarDay['kind'],
  name: string,
  source: keyof typeof sources,
]

// 24 November (Vietnam Culture Day, Politburo Resolution 80-NQ/TW of 7 Jan 2026) is not here: it becomes a day off by an
// amendment of the Labour Code, Art. 112, of which no text has been seen.
const rows: readonly Row[] = [
  ['2025-01-01', 'DAY_OFF', 'New Year', 'labourCode'],
  ['2025-01-27', 'DAY_OFF', 'Tết', 'break2025'],
  ['2025-01-28', 'DAY_OFF', 'Tết', 'break2025'],
  ['2025-01-29', 'DAY_OFF', 'Tết', 'break2025'],
  ['2025-01-30', 'DAY_OFF', 'Tết', 'break2025'],
  ['2025-01-31', 'DAY_OFF', 'Tết', 'break2025'],
  ['2025-04-07', 'DAY_OFF', 'Hùng Kings', 'labourCode'],
  ['2025-04-26', 'WORKING_DAY', 'Worked instead of 2 May', 'swap2025'],
  ['2025-04-30', 'DAY_OFF', 'Victory Day', 'break2025'],
  ['2025-05-01', 'DAY_OFF', 'Labour Day', 'break2025'],
  ['2025-05-02', 'DAY_OFF', 'Swapped with 26 April', 'swap2025'],
  ['2025-09-01', 'DAY_OFF', 'National Day, day before', 'break2025'],
  ['2025-09-02', 'DAY_OFF', 'National Day', 'break2025'],

  ['2026-01-01', 'DAY_OFF', 'New Year', 'newYear2026'],
  ['2026-01-02', 'DAY_OFF', 'Swapped with 10 January', 'newYear2026'],
  ['2026-01-10', 'WORKING_DAY', 'Worked instead of 2 January', 'newYear2026'],
  ['2026-02-16', 'DAY_OFF', 'Tết', 'tet2026'],
  ['2026-02-17', 'DAY_OFF', 'Tết', 'tet2026'],
  ['2026-02-18', 'DAY_OFF', 'Tết', 'tet2026'],
  ['2026-02-19', 'DAY_OFF', 'Tết', 'tet2026'],
  ['2026-02-20', 'DAY_OFF', 'Tết', 'tet2026'],
  ['2026-04-27', 'DAY_OFF', 'Hùng Kings, for Sunday 26 April', 'spring2026'],
  ['2026-04-30', 'DAY_OFF', 'Victory Day', 'spring2026'],
  ['2026-05-01', 'DAY_OFF', 'Labour Day', 'spring2026'],
  ['2026-08-22', 'WORKING_DAY', 'Worked instead of 31 August', 'swap2026'],
  ['2026-08-31', 'DAY_OFF', 'Swapped with 22 August', 'autumn2026'],
  ['2026-09-01', 'DAY_OFF', 'National Day, day before', 'autumn2026'],
  ['2026-09-02', 'DAY_OFF', 'National Day', 'autumn2026'],

  ['2027-01-01', 'DAY_OFF', 'New Year', 'provisional'],
  ['2027-02-04', 'DAY_OFF', 'Tết', 'likeTet2024'],
  ['2027-02-05', 'DAY_OFF', 'Tết', 'likeTet2024'],
  ['2027-02-08', 'DAY_OFF', 'Tết', 'likeTet2024'],
  ['2027-02-09', 'DAY_OFF', 'Tết, for Saturday 6 February', 'likeTet2024'],
  ['2027-02-10', 'DAY_OFF', 'Tết, for Sunday 7 February', 'likeTet2024'],
  ['2027-04-16', 'DAY_OFF', 'Hùng Kings', 'provisional'],
  ['2027-04-30', 'DAY_OFF', 'Victory Day', 'provisional'],
  ['2027-05-03', 'DAY_OFF', 'Labour Day, for Saturday 1 May', 'provisional'],
  ['2027-09-02', 'DAY_OFF', 'National Day', 'provisional'],
  ['2027-09-03', 'DAY_OFF', 'National Day, day after', 'likeAutumn2021'],
]

/** Public offices of Vietnam, 2025 to 2027. */
export const workingCalendar: WorkingCalendar = {
  from: '2025-01-01' as LocalDate,
  until: '2027-12-31' as LocalDate,
  provisionalFrom: '2027-01-01' as LocalDate,
  days: rows.map(([date, kind, name, source]) => ({
    date: date as LocalDate,
    kind,
    name,
    source: sources[source],
  })),
}
