import type { Desk } from './agencies.ts'
import type { Day } from './calendar.ts'
import {
  compactDate,
  dayOfCompact,
  isOpen,
  officeMoment,
  officeSeconds,
  weekdayOf,
} from './calendar.ts'
import type { Chance } from './random.ts'
import { salts } from './salts.ts'

/** No desk receives more in a day; the number of a slot therefore tells desk, day and order. */
export const slotsPerDay = 24

/** The place of one dossier: the `seq`th (from 1) that the desk receives on that day. */
export interface Slot {
  readonly desk: Desk
  readonly day: Day
  readonly seq: number
}

export interface Slots {
  /** How many dossiers the desk receives on that day, 0 to 24. */
  volume(desk: Desk, day: Day): number
  /** Unix milliseconds, whole seconds, growing with `seq`. */
  receivedAt(slot: Slot): number
  code(slot: Slot): string
  /** null for a code that no dossier ever had or will have. */
  parse(code: string): Slot | null
  /** 32 bits that belong to the slot alone. */
  bits(salt: number, slot: Slot): number
}

export const slotNumber = (slot: Slot): number => slot.day * slotsPerDay + slot.seq - 1

/** Every tenth dossier falls on a full five minutes, so that moments of receipt coincide between communes. */
const roundSeconds = 300
const longCodeShare = 250

export const createSlots = (chance: Chance, desks: readonly Desk[]): Slots => {
  const deskOf = new Map(desks.map((desk) => [desk.agency.code, desk]))
  const bits = (salt: number, { desk, day, seq }: Slot) => chance(salt, desk.number, day, seq)

  const volume = (desk: Desk, day: Day): number => {
    const noise = chance(salts.volume, desk.number, day)
    if (!isOpen(day)) return weekdayOf(day) === 6 ? noise % 3 : 0
    const usual = 4 + (chance(salts.desk, desk.number) % 9)
    const monday = weekdayOf(day) === 1 ? 3 : 0
    return Math.min(slotsPerDay, usual + monday + (noise % 9))
  }

  /** All slots of a day are asked about in a row. */
  const last = { desk: -1, day: -1, width: 0 }
  const widthOf = ({ desk, day }: Slot): number => {
    if (last.desk !== desk.number || last.day !== day) {
      last.desk = desk.number
      last.day = day
      last.width = officeSeconds / volume(desk, day)
    }
    return last.width
  }

  const receivedAt = (slot: Slot): number => {
    const width = widthOf(slot)
    const earliest = (slot.seq - 1) * width
    const chanceBits = bits(salts.receivedAt, slot)
    const round = Math.ceil(earliest / roundSeconds) * roundSeconds
    const isRound = chanceBits % 10 === 0 && round < earliest + width
    return officeMoment(slot.day, isRound ? round : earliest + (chanceBits / 2 ** 32) * width)
  }

  /** Most codes follow Circular 01/2018, a few the longer form that a ministry uses. */
  const code = (slot: Slot): string => {
    const date = compactDate(slot.day)
    const isLong = bits(salts.longCode, slot) % longCodeShare === 0
    const [shown, digits] = isLong ? [date, 7] : [date.slice(2), 4]
    return `${slot.desk.agency.code}-${shown}-${String(slot.seq).padStart(digits, '0')}`
  }

  const parse = (raw: string): Slot | null => {
    const [, organisation = '', date = '', number = ''] =
      /^([0-9A-Z.]+)-(\d{6}|\d{8})-(\d{4,7})$/.exec(raw) ?? []
    const desk = deskOf.get(organisation)
    const day = dayOfCompact(date.length === 6 ? `20${date}` : date)
    const seq = Number(number)
    if (desk === undefined || day === null || seq < 1 || seq > volume(desk, day)) return null
    const slot = { desk, day, seq }
    return code(slot) === raw ? slot : null
  }

  return { volume, receivedAt, code, parse, bits }
}
