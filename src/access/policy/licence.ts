import { nationalProcedureCode } from '../../domain/ids.ts'
import type { ProcedureDetails } from '../../domain/procedure.ts'
import { means } from './names.ts'
import type { PolicyFile } from './schema.ts'
import { type FieldClass, fieldClasses, type Licence } from './types.ts'

type Rules = Pick<PolicyFile, 'fields' | 'procedures' | 'papers'>

/** A province's form of a procedure is ruled by a row of its own, else by the row of the national one. */
const rowOf = ({ procedures }: Rules, { code }: ProcedureDetails) =>
  procedures.find((row) => row.code === code) ??
  procedures.find((row) => row.code === nationalProcedureCode(code))

const licenceFrom = (rules: Rules, details: ProcedureDetails): Licence => {
  const fields = rules.fields.filter((row) => details.fields.some(({ code }) => code === row.code))
  const papers = details.papers.flatMap((paperCase) => paperCase.papers)
  const own = rowOf(rules, details)
  const named: readonly FieldClass[] = [
    'IDENTITY',
    ...fields.flatMap((row) => row.classes),
    ...rules.papers
      .filter((row) => papers.some((paper) => means(row, paper)))
      .flatMap((row) => row.classes),
    ...(own?.classes ?? []),
  ]
  return {
    isLicensed: own?.licensed ?? fields.some((row) => row.licensed),
    classes: fieldClasses.filter((known) => named.includes(known)),
  }
}

/** What the catalogue's facts allow, found once per record of a procedure: a board asks for each of its rows. */
export const createLicenceOf = (rules: Rules): ((details: ProcedureDetails) => Licence) => {
  const known = new WeakMap<ProcedureDetails, Licence>()
  return (details) => {
    const found = known.get(details) ?? licenceFrom(rules, details)
    known.set(details, found)
    return found
  }
}
