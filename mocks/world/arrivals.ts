import type { Desk } from './agencies.ts'
import { dayOf } from './calendar.ts'
import type { Received } from './dossiers.ts'
import type { Slots } from './slots.ts'
import type { WorldAgency } from './types.ts'

/** Dossiers that were added by hand while the process runs; the only thing the world stores. */
export interface Arrivals {
  add(instance: string, organisation: string, count: number, at: number): readonly Received[]
  all(): readonly Received[]
  find(code: string): Received | null
}

/** Numbers from here on, so that they never meet those of the day's computed dossiers. */
const firstSequence = 5001

export const createArrivals = (
  slots: Slots,
  desks: readonly Desk[],
  agencies: (instance: string) => readonly WorldAgency[],
): Arrivals => {
  const byCode = new Map<string, Received>()
  const lastSequence = new Map<string, number>()

  /** An agency without a desk of its own borrows the people of one below it. */
  const deskFor = (instance: string, organisation: string): Desk => {
    const agency = agencies(instance).find(({ code }) => code === organisation)
    const desk =
      desks.find((candidate) => candidate.agency.code === organisation) ??
      desks.find((candidate) => candidate.agency.code.startsWith(`${organisation}.`))
    if (agency === undefined || desk === undefined)
      throw new RangeError(`${instance} has no agency ${organisation}`)
    return { ...desk, agency }
  }

  const addOne = (desk: Desk, at: number): Received => {
    const day = dayOf(at)
    const key = `${desk.agency.code}/${day}`
    const seq = (lastSequence.get(key) ?? firstSequence - 1) + 1
    lastSequence.set(key, seq)
    const received = { slot: { desk, day, seq }, receivedAt: Math.floor(at / 1000) * 1000 }
    byCode.set(slots.code(received.slot), received)
    return received
  }

  return {
    add: (instance, organisation, count, at) => {
      const desk = deskFor(instance, organisation)
      return Array.from({ length: count }, () => addOne(desk, at))
    },
    all: () => [...byCode.values()],
    find: (code) => byCode.get(code) ?? null,
  }
}
