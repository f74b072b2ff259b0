import { isWithinOrganisation, type OrganisationCode, type UnitCode } from '../../domain/ids.ts'
import type { Instance } from './instance.ts'

/** Which installation answers for whom. */
export interface Routing {
  readonly all: readonly Instance[]
  /** By the longest of its prefixes; null where no installation answers for the organisation. */
  ofOrganisation(code: OrganisationCode): Instance | null
  ofProvince(code: UnitCode): readonly Instance[]
  named(name: string): Instance | null
}

export const createRouting = (instances: readonly Instance[]): Routing => {
  const byPrefix = instances
    .flatMap((instance) =>
      instance.settings.organisationPrefixes.map((prefix) => ({ prefix, instance })),
    )
    .sort((a, b) => b.prefix.length - a.prefix.length)
  const byName = new Map(instances.map((instance) => [instance.name, instance]))
  return {
    all: instances,
    ofOrganisation: (code) =>
      byPrefix.find(({ prefix }) => isWithinOrganisation(code, prefix))?.instance ?? null,
    ofProvince: (code) => instances.filter(({ settings }) => settings.provinces.includes(code)),
    named: (name) => byName.get(name) ?? null,
  }
}
