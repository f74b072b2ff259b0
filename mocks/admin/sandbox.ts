import type { SandboxDossier, SandboxPerson, World } from '../world/types.ts'

/** A dossier to look up, with what a caller must state to be let in: its procedure, and its code. */
interface ListedDossier extends SandboxDossier {
  readonly procedureCode: string
  readonly procedureName: string
  readonly organisation: string
  /** As the dossier states them. */
  readonly applicantName: string
  readonly applicantNumber: string | null
}

export interface Sandbox {
  readonly seed: number
  readonly people: readonly SandboxPerson[]
  readonly dossiers: readonly ListedDossier[]
  /** In whose name the persona `officer` asks. */
  readonly officer: {
    readonly personalId: string
    readonly organisation: string
    readonly organisationName: string
    readonly commune: string
  }
}

const toListed = (world: World, listed: SandboxDossier): ListedDossier[] => {
  const dossier = world.dossier(listed.code)
  if (dossier === null) return []
  const { procedureCode, procedureName, organisation, applicant } = dossier
  return [
    {
      ...listed,
      procedureCode,
      procedureName,
      organisation: organisation.code,
      applicantName: applicant.fullName,
      applicantNumber: applicant.number,
    },
  ]
}

/** The people and dossiers that a visitor can look up. */
export const toSandbox = (world: World): Sandbox => {
  const { personalId, organisation, communeCode } = world.demoOfficer
  return {
    seed: world.seed,
    people: world.sandbox.people,
    dossiers: world.sandbox.dossiers.flatMap((listed) => toListed(world, listed)),
    officer: {
      personalId,
      organisation: organisation.code,
      organisationName: organisation.name,
      commune: communeCode,
    },
  }
}
