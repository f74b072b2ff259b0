import { dayOf } from './calendar.ts'
import type { Cohorts } from './cohorts.ts'
import type { Lives } from './lives.ts'
import { findDossiers } from './sandbox-dossiers.ts'
import { findPeople, toSandboxPerson } from './sandbox-people.ts'
import type { World } from './types.ts'

type Sandbox = World['sandbox']

const severalDossiers = (world: World, dossiers: Sandbox['dossiers']): Sandbox['people'] => {
  const code = dossiers.find(({ label }) => label === 'several-dossiers')?.code
  const dossier = code === undefined ? null : world.dossier(code)
  if (dossier === null) return []
  return [
    toSandboxPerson(world.person(dossier.applicantIndex), {
      label: 'several-dossiers',
      vi: 'Người có nhiều hồ sơ',
      en: 'Person with several dossiers',
    }),
  ]
}

/** Looked for when first asked. People stay the same for ever; dossiers are looked for anew each day. */
export const createSandbox = (world: World, cohorts: Cohorts, lives: Lives): (() => Sandbox) => {
  let people: Sandbox['people'] | undefined
  let found: { day: number; dossiers: Sandbox['dossiers'] } | undefined
  return () => {
    people ??= findPeople(world, cohorts, lives)
    const today = dayOf(world.now().getTime())
    if (found?.day !== today) found = { day: today, dossiers: findDossiers(world) }
    return {
      people: [...people, ...severalDossiers(world, found.dossiers)],
      dossiers: found.dossiers,
    }
  }
}
