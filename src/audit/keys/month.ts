import { addMonths, type LocalDate, localDateOf, toDateTime } from '../../domain/dates.ts'

/** The month in Viet Nam, `yyyy-MM`. */
export const monthOf = (at: number): string => localDateOf(toDateTime(new Date(at))).slice(0, 7)

export const monthAfter = (month: string, count: number): string =>
  addMonths(`${month}-01` as LocalDate, count).slice(0, 7)
