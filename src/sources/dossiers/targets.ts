import type { NoteStale } from '../../cache/index.ts'
import type { DossierFilter } from '../../domain/dossier.ts'
import type { OrganisationCode, UnitCode } from '../../domain/ids.ts'
import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import type { Capability } from './dialect.ts'
import type { Instance } from './instance.ts'
import type { Routing } from './routing.ts'

/** One installation a question goes to, and the agencies whose lists answer it there. */
export interface Target {
  readonly instance: Instance
  /** `note` hears where that is told from an old list. Empty where the installation has no agency of that commune: it cannot answer the question. */
  scopes(note: NoteStale): MaybePromise<readonly (OrganisationCode | null)[]>
}

/** Today's province of a commune; null where there is no such commune. */
export type ProvinceOf = (commune: UnitCode) => UnitCode | null

const whole = (instance: Instance): Target => ({
  instance,
  scopes: () => instance.client.roots,
})

const ofCommunes = (
  communes: readonly UnitCode[],
  routing: Routing,
  provinceOf: ProvinceOf,
): readonly Target[] => {
  const asked = new Map<Instance, UnitCode[]>()
  for (const commune of new Set(communes)) {
    const province = provinceOf(commune)
    for (const instance of province === null ? [] : routing.ofProvince(province))
      asked.set(instance, [...(asked.get(instance) ?? []), commune])
  }
  return [...asked].map(([instance, here]) => ({
    instance,
    scopes: (note) =>
      follow(instance.agencies(note), (book) => [
        ...new Set(here.flatMap((commune) => book.ofCommune(commune))),
      ]),
  }))
}

/** The narrowest of the places in the filter decides; without one the whole country is asked. */
export const targetsOf = (
  filter: DossierFilter,
  routing: Routing,
  provinceOf: ProvinceOf,
): readonly Target[] => {
  const { communes, organisation, province } = filter
  if (communes !== undefined) return ofCommunes(communes, routing, provinceOf)
  if (organisation !== undefined) {
    const instance = routing.ofOrganisation(organisation)
    return instance === null ? [] : [{ instance, scopes: () => [organisation] }]
  }
  return (province === undefined ? routing.all : routing.ofProvince(province)).map(whole)
}

export const neededFor = (filter: DossierFilter): readonly Capability[] =>
  filter.applicantId === undefined ? ['list'] : ['list', 'byApplicant']
