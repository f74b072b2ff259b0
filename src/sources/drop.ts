import type { Cache, Tag } from '../cache/index.ts'
import { StoreUnavailable } from '../cache/index.ts'
import type { DossierCode, PersonalId, ProcedureCode, UnitCode } from '../domain/ids.ts'
import type { Commune } from '../domain/unit.ts'
import { BadInputError, UpstreamError } from '../lib/errors.ts'
import { listsTag } from './dossiers/index.ts'
import { tagsOfPerson } from './population/index.ts'

/** What copies may be kept of. */
export type CachedSubject =
  | { readonly citizen: PersonalId }
  | { readonly commune: UnitCode }
  | { readonly procedure: ProcedureCode }
  | { readonly dossier: DossierCode }
  | { readonly source: 'population' | 'procedures' | 'dossiers' }

type CommuneOf = (code: UnitCode) => Pick<Commune, 'provinceCode'> | null

/** Which commune a dossier is about is known once it is read, so all that is kept of its province goes: 5 s of dossiers. */
const tagsOfCommune = (commune: UnitCode, communeOf: CommuneOf): readonly Tag[] => {
  const known = communeOf(commune)
  if (known === null) throw new BadInputError('commune', 'the code of a commune of today is needed')
  return [`province:${known.provinceCode}`]
}

/** Whose dossier a list holds is not told by its name, so with one dossier or person all lists go: 5 s of them. */
const tagsOf = (subject: CachedSubject, communeOf: CommuneOf): readonly Tag[] => {
  if ('citizen' in subject) return [...tagsOfPerson(subject.citizen), listsTag]
  if ('commune' in subject) return tagsOfCommune(subject.commune, communeOf)
  if ('procedure' in subject) return [`procedure:${subject.procedure}`]
  if ('dossier' in subject) return [`dossier:${subject.dossier}`, listsTag]
  return [`source:${subject.source}`]
}

/**
 * Ends every copy of a subject, on all replicas.
 *
 * @throws BadInputError for a commune that is none of today's
 * @throws UpstreamError of `cache` where it cannot be known whether all have dropped it
 */
export const createDrop =
  (cache: Pick<Cache, 'drop'>, communeOf: CommuneOf) =>
  async (subject: CachedSubject): Promise<void> => {
    try {
      await cache.drop(tagsOf(subject, communeOf))
    } catch (error) {
      if (error instanceof StoreUnavailable)
        throw new UpstreamError('cache', 'unavailable', { cause: error })
      throw error
    }
  }
