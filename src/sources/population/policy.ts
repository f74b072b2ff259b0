import type { CachePolicy, Tag } from '../../cache/index.ts'
import type { CitizenMatch } from '../../domain/citizen.ts'
import { matchingName } from '../../domain/names.ts'
import { source } from './errors.ts'
import { likeness } from './likeness.ts'
import type { PopulationSettings } from './settings.ts'
import { toWireDate, type Caller } from './transport.ts'

/**
 * Personal data: kept for the length of a talk at a counter, and never served past that, since a person may have died or
 * a right been withdrawn meanwhile. Somebody just registered must be found soon.
 */
export const populationPolicy: CachePolicy = {
  space: 'population',
  source,
  schemaVersion: 1,
  sharing: 'sealed',
  freshMs: 60_000,
  keepMs: 60_000,
  absentMs: 15_000,
  staleOnErrorMs: 0,
  memoryShare: 0.3,
  likeness,
}

type SharedBy = PopulationSettings['sharedBy']

/** By whom the source might refuse; each setting leaves out what it hides from the source. */
const askedBy: Readonly<Record<SharedBy, (caller: Caller) => string>> = {
  officer: (caller) => `${caller.procedureCode}\n${caller.organisation}\n${caller.officerId}`,
  unit: (caller) => `${caller.procedureCode}\n${caller.organisation}`,
  subject: () => '',
}

/**
 * What the source would answer alike. It matches on three facts and refuses by procedure, organisation and officer, so
 * a record fetched for one purpose is never handed to another unless the settings say so. No part can hold a line break.
 */
export const keyOf = (match: CitizenMatch, caller: Caller, sharedBy: SharedBy): string =>
  `${match.number.value}\n${matchingName(match.fullName)}\n${toWireDate(match.birthDate)}\n${askedBy[sharedBy](caller)}`

export const askerOf = (caller: Caller): string => askedBy.officer(caller)

/** Whoever is dropped by personal id may be kept under an old card, so all those are dropped with everybody. */
const byOldCard: Tag = 'citizen:by-old-card'

export const tagsOf = ({ number: { kind, value } }: CitizenMatch): readonly Tag[] =>
  kind === 'PERSONAL_ID' ? [`citizen:${value}`] : [byOldCard]

/** What to drop so that nothing kept about a person is served again. */
export const tagsOfPerson = (personalId: string): readonly Tag[] => [
  `citizen:${personalId}`,
  byOldCard,
]
