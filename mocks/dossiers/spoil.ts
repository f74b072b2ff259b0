import type { Fault } from '../support/faults.ts'
import type { World, WorldDossier } from '../world/types.ts'

/** A dossier of the same installation that nobody asked for: of another agency and another person. */
const strangerTo = (
  asked: readonly WorldDossier[],
  world: World,
  instance: string,
): readonly WorldDossier[] => {
  const { items } = world.dossiers({ instance, offset: 0, limit: 200 })
  const isStrange = (candidate: WorldDossier) =>
    asked.every(
      ({ organisation, applicantIndex }) =>
        organisation.code !== candidate.organisation.code &&
        applicantIndex !== candidate.applicantIndex,
    )
  return items.filter(isStrange).slice(0, 1)
}

type Rows = readonly WorldDossier[]
type Spoil = (rows: Rows, stranger: () => Rows) => Rows

/** The other kinds are played elsewhere. */
const spoils: Readonly<Partial<Record<Fault['kind'], Spoil>>> = {
  reordered: (rows) => rows.toReversed(),
  missing: (rows) => rows.slice(1),
  extra: (rows, stranger) => [...rows, ...stranger()],
  'wrong-person': (rows, stranger) => [...stranger(), ...rows.slice(1)],
  empty: () => [],
  'unknown-enum': (rows) => rows.map((row) => ({ ...row, status: 99 })),
}

/** What a broken system would answer with instead. */
export const spoil = (rows: Rows, fault: Fault | null, world: World, instance: string): Rows => {
  const play = fault === null ? undefined : spoils[fault.kind]
  return play?.(rows, () => strangerTo(rows, world, instance)) ?? rows
}
