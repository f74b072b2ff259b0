import { dayOf } from './calendar.ts'
import type { Cohorts } from './cohorts.ts'
import type { Lives } from './lives.ts'
import { findDossiers } from './sandbox-dossiers.ts'
import { findPeople } from './sandbox-people.ts'
import type { World } from './types.ts'

type Sandbox = World['sandbox']

/** Looked for when first asked. People stay the same for ever; dossiers are looked for anew each day. */
export const createSandbox = (world: World, cohorts: Cohorts, lives: Lives): (() => Sandbox) => {
  let people: Sandbox['people'] | undefined
  let found: { day: number; dossiers: Sandbox['dossiers'] } | undefined
  return () => {
    people ??= findPeople(world, cohorts, lives)
    const today = dayOf(world.now().getTime())
    if (found?.day !== today) found = { day: today, dossiers: findDossiers(world) }
    return { people, dossiers: found.dossiers }
  }
}
