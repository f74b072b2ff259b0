import type { DenialReason } from '../domain/citizen.ts'
import type { Dossier } from '../domain/dossier.ts'
import { isWithinOrganisation, nationalProcedureCode, type ProcedureCode } from '../domain/ids.ts'
import { sameName } from '../domain/names.ts'
import type { ProcedureDetails } from '../domain/procedure.ts'
import type { SourceLoaders } from '../sources/index.ts'
import type { Officer, Purpose } from './actor.ts'
import { type Allowed, decideDossier, decideIntake } from './decide.ts'
import type { Policy } from './policy/index.ts'
import type { Grant, Licence } from './policy/types.ts'

export interface PurposesDeps {
  readonly actor: Officer
  readonly grant: Grant | null
  readonly policy: Policy
  readonly sources: Pick<SourceLoaders, 'procedures' | 'dossiers' | 'units'>
  readonly now: Date
}

type Verdict = Allowed | DenialReason

/** Whether a stated purpose holds, and what may be seen for it. Each is looked into once a request. */
export interface Purposes {
  /**
   * `dossier` is given where the look starts at it, and is else read by its code.
   *
   * @throws UpstreamError where the catalogue or the one-stop system that would tell does not answer: an outage is no
   * refusal
   */
  judge(purpose: Purpose, dossier?: Dossier): Promise<Verdict>
  /** Whether what a dossier says of its applicant may be seen: no register is asked, so no licence is needed. */
  judgeStatement(dossier: Dossier): Promise<Verdict>
}

/** Of what a dossier says, any of it names the applicant. */
const statementLicence: Licence = { isLicensed: true, classes: ['IDENTITY'] }

export const createPurposes = (deps: PurposesDeps): Purposes => {
  const { actor, grant, policy, sources, now } = deps
  const { closedDossierDays } = policy
  const known = new Map<string, Promise<Verdict>>()

  /** A local code holds the national one, which the catalogue may know alone. */
  const procedureOf = async (code: ProcedureCode): Promise<ProcedureDetails | null> => {
    const national = nationalProcedureCode(code)
    const details = await sources.procedures.details(code)
    return details === null && national !== code ? sources.procedures.details(national) : details
  }

  /**
   * Steps name the agency that took them, and names are of one installation: elsewhere another commune may bear the
   * same. Null where the dossier's system gives no steps.
   */
  const processes = async (dossier: Dossier): Promise<boolean | null> => {
    const { organisationCode: receiver } = dossier.receivedBy
    if (receiver !== null && isWithinOrganisation(receiver, actor.organisation)) return true
    if (sources.dossiers.instanceOf(actor.organisation) !== dossier.instance) return false
    const [agency, steps] = await Promise.all([
      sources.dossiers.agency(actor.organisation),
      sources.dossiers.steps(dossier),
    ])
    if (steps === null) return null
    return steps.some(({ organisation }) => sameName(organisation, agency?.name ?? null))
  }

  const provinceOf = ({ receivedBy: { communeCode } }: Dossier) =>
    communeCode === null ? null : (sources.units.commune(communeCode)?.provinceCode ?? null)

  const decide = async (
    procedure: Pick<ProcedureDetails, 'code'> | null,
    licence: Licence | null,
    dossier: Dossier | null,
  ): Promise<Verdict> =>
    decideDossier({
      actor,
      grant,
      procedure,
      licence,
      dossier,
      now,
      closedDossierDays,
      processes: dossier && (await processes(dossier)),
      receiverProvince: dossier && provinceOf(dossier),
    })

  const forDossier = async (purpose: Purpose, dossier: Dossier | null): Promise<Verdict> => {
    const procedure = await procedureOf(purpose.procedure)
    return decide(procedure, procedure && policy.licenceOf(procedure), dossier)
  }

  const forIntake = async ({ procedure: code }: Purpose): Promise<Verdict> => {
    const { organisation } = actor
    const [procedure, agency] = await Promise.all([
      procedureOf(code),
      sources.dossiers.agency(organisation),
    ])
    const unit = {
      organisation,
      communeCode: agency?.communeCode ?? null,
      name: agency?.name ?? null,
    }
    return decideIntake({
      actor,
      grant,
      procedure,
      licence: procedure && policy.licenceOf(procedure),
      isCompetent: procedure !== null && policy.isCompetent(procedure, unit),
    })
  }

  const once = (key: string, judge: () => Promise<Verdict>): Promise<Verdict> => {
    const judged = known.get(key) ?? judge()
    known.set(key, judged)
    return judged
  }

  return {
    judge: (purpose, dossier) =>
      once(`${purpose.procedure}\n${purpose.dossier ?? ''}`, async () => {
        if (purpose.dossier === null) return forIntake(purpose)
        return forDossier(purpose, dossier ?? (await sources.dossiers.dossier(purpose.dossier)))
      }),
    judgeStatement: (dossier) => {
      const { procedureCode: code } = dossier
      return once(`statement\n${dossier.code}`, () =>
        decide(code === null ? null : { code }, statementLicence, dossier),
      )
    },
  }
}
