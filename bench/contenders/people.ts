import type { Officer } from '../../src/access/actor.ts'
import type { CitizenMatch, MissingFact, PersonNumber } from '../../src/domain/citizen.ts'
import { type PartialDate, parsePartialDate } from '../../src/domain/dates.ts'
import type { Applicant, Dossier } from '../../src/domain/dossier.ts'
import { birthYearOf, type ProcedureCode } from '../../src/domain/ids.ts'
import { matchingName } from '../../src/domain/names.ts'
import type { Caller } from '../../src/sources/population/index.ts'

/** One question to the population database. */
export interface Lookup {
  /** Two lookups with one key have one answer: purpose and officer are part of it. */
  readonly key: string
  readonly match: CitizenMatch
  readonly caller: Caller
}

const numberOf = ({ personalId, oldCardNumber }: Applicant): PersonNumber | null => {
  if (personalId !== null) return { kind: 'PERSONAL_ID', value: personalId }
  return oldCardNumber === null ? null : { kind: 'OLD_CARD', value: oldCardNumber }
}

const birthDateOf = ({ birthDate, personalId }: Applicant): PartialDate | null =>
  birthDate ?? (personalId === null ? null : parsePartialDate(String(birthYearOf(personalId))))

const keyOf = ({ number, fullName, birthDate }: CitizenMatch, caller: Caller): string =>
  [
    number.value,
    matchingName(fullName),
    birthDate,
    caller.procedureCode,
    caller.organisation,
    caller.officerId,
  ].join('\n')

/** Whom to ask for on behalf of a dossier, or what it does not state. */
export const lookupOf = (
  { applicant, code }: Dossier,
  procedureCode: ProcedureCode,
  { officerId, organisation, account }: Officer,
): Lookup | readonly MissingFact[] => {
  const [number, birthDate] = [numberOf(applicant), birthDateOf(applicant)]
  const { fullName } = applicant
  if (number !== null && birthDate !== null && fullName !== null) {
    const match = { number, fullName, birthDate }
    const caller = { procedureCode, dossierCode: code, officerId, organisation, account }
    return { key: keyOf(match, caller), match, caller }
  }
  const facts = { NUMBER: number, NAME: fullName, BIRTH_DATE: birthDate }
  return (Object.keys(facts) as MissingFact[]).filter((fact) => facts[fact] === null)
}
