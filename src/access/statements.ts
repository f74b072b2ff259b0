import type { DenialReason } from '../domain/citizen.ts'
import type { Applicant, Dossier } from '../domain/dossier.ts'
import type { ManyLoader } from '../lib/reference.ts'
import type { Allowed } from './decide.ts'
import { AccessError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { Look, type LookRequest } from './look.ts'
import type { Purposes } from './purposes.ts'

/** What dossiers say of their applicants; an error in the place of one that is refused. */
export type Statements = ManyLoader<Dossier, Applicant>

interface StatementDeps {
  readonly purposes: Purposes
  readonly ledger: Ledger
  readonly hiddenUntil: (dossier: Dossier) => number | null
}

/** A dossier without a usable number still names somebody: its own code stands for them in the record. */
const subjectOf = ({ applicant: { personalId, oldCardNumber }, code }: Dossier): string =>
  personalId ?? oldCardNumber ?? code

const masked = (applicant: Applicant): Applicant => ({
  ...applicant,
  personalId: null,
  oldCardNumber: null,
})

interface Passage {
  readonly dossier: Dossier
  readonly allowed: Allowed
}

const isPassage = (one: Passage | DenialReason | Error): one is Passage =>
  typeof one === 'object' && 'allowed' in one

const toError = (refused: DenialReason | Error): Error =>
  typeof refused === 'string' ? new AccessError(refused) : refused

/** The applicant as the dossier states them is personal data as well: judged and recorded like a look at the register. */
export const createStatements = (deps: StatementDeps): Statements => {
  const { purposes, ledger } = deps

  const judge = async (dossier: Dossier): Promise<Passage | DenialReason | Error> => {
    try {
      const verdict = await purposes.judgeStatement(dossier)
      if (typeof verdict !== 'string') return { dossier, allowed: verdict }
      ledger.refuse(verdict, subjectOf(dossier), purposeOf(dossier))
      return verdict
    } catch (error) {
      return error instanceof Error ? error : new Error('Not an error', { cause: error })
    }
  }

  const purposeOf = ({ procedureCode, code }: Dossier) =>
    ({ kind: 'DOSSIER', procedure: procedureCode, dossier: code }) as const

  const toRequest = ({ dossier, allowed }: Passage): LookRequest => ({
    subject: subjectOf(dossier),
    countedAs: dossier.code,
    source: 'dossiers',
    purpose: purposeOf(dossier),
    classes: allowed.classes,
    // Whoever received the dossier knows its applicant: nobody is found out by reading it.
    charges: [],
    followUp: null,
    hiddenUntil: deps.hiddenUntil(dossier),
  })

  const show = ({ dossier, allowed }: Passage, entry: Look | DenialReason): Applicant | Error => {
    if (!(entry instanceof Look)) return new AccessError(entry)
    entry.given.add('applicant')
    const { personalId: subject } = dossier.applicant
    entry.settle('SHOWN', { subject, sourceRequestId: null, cached: null })
    return allowed.personalId === 'FULL' ? dossier.applicant : masked(dossier.applicant)
  }

  const loadMany = async (
    dossiers: readonly Dossier[],
  ): Promise<readonly (Applicant | Error)[]> => {
    const judged = await Promise.all(dossiers.map(judge))
    const entries = (await ledger.open(judged.filter(isPassage).map(toRequest))).values()
    return judged.map((one) =>
      isPassage(one) ? show(one, entries.next().value ?? 'AUDIT_UNAVAILABLE') : toError(one),
    )
  }

  return {
    loadMany,
    async load(dossier) {
      const [answer] = await loadMany([dossier])
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer')
      return answer
    },
  }
}
