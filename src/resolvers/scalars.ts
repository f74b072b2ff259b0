import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import {
  type DateTime,
  type LocalDate,
  parseDateTime,
  parseLocalDate,
  parsePartialDate,
} from '../domain/dates.ts'
import {
  parseDossierCode,
  parseOldCardNumber,
  parseOrganisationCode,
  parsePersonalId,
  parseProcedureCode,
  parseUnitCode,
} from '../domain/ids.ts'

/** Says what is needed; never repeats what was given. */
const refusal = (scalar: string, need: string, node: ASTNode | null = null) =>
  new GraphQLError(`${scalar}: ${need}`, { nodes: node, extensions: { code: 'BAD_USER_INPUT' } })

const textScalar = <T extends string>(
  name: string,
  need: string,
  parse: (raw: string) => T | null,
) => {
  const read = (value: unknown, node: ASTNode | null = null): T => {
    const parsed = typeof value === 'string' ? parse(value) : null
    if (parsed === null) throw refusal(name, need, node)
    return parsed
  }
  return new GraphQLScalarType<T, string>({
    name,
    serialize: String,
    parseValue: (value) => read(value),
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined, node),
  })
}

const Vnd = new GraphQLScalarType<number, number>({
  name: 'Vnd',
  serialize: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    throw new TypeError('Vnd: not a safe integer')
  },
  parseValue: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw refusal('Vnd', 'a whole number of đồng is needed')
  },
})

/** The field's scalars; each rule is the domain's own parser. */
export const scalars = {
  PersonalId: textScalar('PersonalId', '12 digits are needed', parsePersonalId),
  OldCardNumber: textScalar('OldCardNumber', '9 digits are needed', parseOldCardNumber),
  ProcedureCode: textScalar(
    'ProcedureCode',
    'a code such as 1.001193 is needed',
    parseProcedureCode,
  ),
  DossierCode: textScalar(
    'DossierCode',
    'a code such as H26.101-261118-0007 is needed',
    (raw) => parseDossierCode(raw)?.code ?? null,
  ),
  UnitCode: textScalar('UnitCode', '2 or 5 digits are needed', parseUnitCode),
  OrganisationCode: textScalar(
    'OrganisationCode',
    'a code such as H26.101 is needed',
    parseOrganisationCode,
  ),
  PartialDate: textScalar(
    'PartialDate',
    'a date such as 1992, 1992-02 or 1992-02-29 is needed',
    parsePartialDate,
  ),
  Date: textScalar<LocalDate>('Date', 'a day such as 2026-11-18 is needed', parseLocalDate),
  DateTime: textScalar<DateTime>(
    'DateTime',
    'a moment such as 2026-11-18T08:42:10+07:00 is needed',
    parseDateTime,
  ),
  Vnd,
}
