import type { DenialReason } from '../domain/citizen.ts'
import type { Dossier } from '../domain/dossier.ts'
import {
  type DossierCode,
  isWithinOrganisation,
  nationalProcedureCode,
  type ProcedureCode,
  provinceOfProcedure,
} from '../domain/ids.ts'
import { sameName } from '../domain/names.ts'
import type { ProcedureDetails } from '../domain/procedure.ts'
import { follow, type MaybePromise } from '../lib/maybe-promise.ts'
import type { SourceLoaders } from '../sources/index.ts'
import type { Officer, Purpose } from './actor.ts'
import { type Allowed, decideDossier, decideIntake } from './decide.ts'
import type { Policy } from './policy/index.ts'
import type { Licence, OfficerGrant } from './policy/types.ts'

export interface PurposesDeps {
  readonly actor: Officer
  readonly grant: OfficerGrant | null
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
  judge(purpose: Purpose, dossier?: Dossier): MaybePromise<Verdict>
  /** Reads what the catalogue says of these procedures, so that judging has it at hand. Whatever fails, fails there. */
  prepare(codes: readonly ProcedureCode[]): Promise<void>
  /** Whether what a dossier says of its applicant may be seen: no register is asked, so no licence is needed. */
  judgeStatement(dossier: Dossier): MaybePromise<Verdict>
}

/** A dossier is judged by itself for its own purpose alone. */
const isOwnPurpose = (
  { procedure, dossier: code }: Purpose,
  dossier: Pick<Dossier, 'code' | 'procedureCode'>,
): boolean => code === dossier.code && procedure === dossier.procedureCode

/** Of what a dossier says, any of it names the applicant. */
const statementLicence: Licence = { isLicensed: true, classes: ['IDENTITY'] }

export const createPurposes = (deps: PurposesDeps): Purposes => {
  const { actor, grant, policy, sources, now } = deps
  const { closedDossierDays } = policy
  const byPurpose = new Map<string, MaybePromise<Verdict>>()
  const byDossier = new Map<Dossier, MaybePromise<Verdict>>()
  const statements = new Map<Dossier, MaybePromise<Verdict>>()
  const catalogued = new Map<ProcedureCode, ProcedureDetails | null>()

  /** A local code holds the national one, which the catalogue may know alone. */
  const readProcedure = async (code: ProcedureCode): Promise<ProcedureDetails | null> => {
    const national = nationalProcedureCode(code)
    const own = await sources.procedures.details(code)
    const details =
      own === null && national !== code ? await sources.procedures.details(national) : own
    catalogued.set(code, details)
    return details
  }

  /** Another province's form of a procedure is no business of this unit, and would be told upstream in its name. */
  const isForeign = (code: ProcedureCode): boolean => {
    const province = provinceOfProcedure(code)
    const { instanceOf } = sources.dossiers
    return province !== null && instanceOf(province) !== instanceOf(actor.organisation)
  }

  /** Undefined where the catalogue has to be asked. */
  const procedureAtHand = (code: ProcedureCode): ProcedureDetails | null | undefined => {
    const known = catalogued.get(code)
    if (known !== undefined) return known
    const national = nationalProcedureCode(code)
    const own = sources.procedures.detailsAtHand(code)
    const details =
      own === null && national !== code ? sources.procedures.detailsAtHand(national) : own
    if (details !== undefined) catalogued.set(code, details)
    return details
  }

  const procedureOf = (code: ProcedureCode): MaybePromise<ProcedureDetails | null> => {
    if (isForeign(code)) return null
    const atHand = procedureAtHand(code)
    return atHand === undefined ? readProcedure(code) : atHand
  }

  /**
   * Steps name the agency that took them, and names are of one installation: elsewhere another commune may bear the
   * same. Null where the dossier's system gives no steps.
   */
  const processes = (dossier: Dossier): MaybePromise<boolean | null> => {
    const { organisationCode: receiver } = dossier.receivedBy
    const isOwn = receiver !== null && isWithinOrganisation(receiver, actor.organisation)
    return isOwn || tookPart(dossier)
  }

  const tookPart = async (dossier: Dossier): Promise<boolean | null> => {
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

  const decide = (
    procedure: Pick<ProcedureDetails, 'code'> | null,
    licence: Licence | null,
    dossier: Dossier | null,
  ): MaybePromise<Verdict> =>
    follow(dossier && processes(dossier), (processed) =>
      decideDossier({
        actor,
        grant,
        procedure,
        licence,
        dossier,
        now,
        closedDossierDays,
        processes: processed,
        receiverProvince: dossier && provinceOf(dossier),
      }),
    )

  const forDossier = (purpose: Purpose, dossier: Dossier | null): MaybePromise<Verdict> =>
    follow(procedureOf(purpose.procedure), (procedure) =>
      decide(procedure, procedure && policy.licenceOf(procedure), dossier),
    )

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

  const once = <K>(
    known: Map<K, MaybePromise<Verdict>>,
    key: K,
    judge: () => MaybePromise<Verdict>,
  ): MaybePromise<Verdict> => {
    const judged = known.get(key) ?? judge()
    known.set(key, judged)
    return judged
  }

  const judgedAlready = (purpose: Purpose): MaybePromise<Verdict> | undefined => {
    for (const [judged, verdict] of byDossier) if (isOwnPurpose(purpose, judged)) return verdict
    return undefined
  }

  const byCode = (purpose: Purpose, code: DossierCode): MaybePromise<Verdict> =>
    judgedAlready(purpose) ??
    follow(sources.dossiers.dossier(code), (found) => forDossier(purpose, found))

  const forStated = (purpose: Purpose): MaybePromise<Verdict> =>
    once(byPurpose, `${purpose.procedure}\n${purpose.dossier ?? ''}`, () =>
      purpose.dossier === null ? forIntake(purpose) : byCode(purpose, purpose.dossier),
    )

  return {
    judge: (purpose, dossier) =>
      dossier !== undefined && isOwnPurpose(purpose, dossier)
        ? once(byDossier, dossier, () => forDossier(purpose, dossier))
        : forStated(purpose),
    async prepare(codes) {
      const missing = [...new Set(codes)].filter((code) => procedureAtHand(code) === undefined)
      if (missing.length > 0) await Promise.allSettled(missing.map(readProcedure))
    },
    judgeStatement: (dossier) => {
      const { procedureCode: code } = dossier
      return once(statements, dossier, () =>
        decide(code === null ? null : { code }, statementLicence, dossier),
      )
    },
  }
}
