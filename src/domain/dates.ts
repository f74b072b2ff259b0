import type { Brand } from '../lib/brand.ts'

/** `1992`, `1992-02` or `1992-02-29`: many citizens' records hold only a year. */
export type PartialDate = Brand<'PartialDate'>
/** A day in Vietnam, `2026-11-18`. */
export type LocalDate = Brand<'LocalDate'>
/**
 * A moment, always written in Vietnam's time whatever the machine's zone: `2026-11-18T08:42:10+07:00`,
 * with `.123` milliseconds only where the source gave some. Text order is time order.
 */
export type DateTime = Brand<'DateTime'>
