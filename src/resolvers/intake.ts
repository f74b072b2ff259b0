import type { IntakeResolvers, QueryResolvers } from '../generated/schema.ts'
import { toDateTime } from '../domain/dates.ts'
import { parseOrganisationCode, parsePersonalId } from '../domain/ids.ts'
import { BadInputError } from '../lib/errors.ts'
import { toPeriod } from './access-log-page.ts'
import { toPage } from './inputs.ts'
import { recordedCode, recordedProcedure } from './recorded.ts'

const mostSkipped = 10_000

const toOffset = (offset: number | null | undefined): number => {
  if (offset == null) return 0
  if (offset < 0 || offset > mostSkipped)
    throw new BadInputError('offset', `a number from 0 to ${mostSkipped} is needed`)
  return offset
}

const parsed = <T>(text: string | null, parse: (text: string) => T | null): T | null =>
  text === null ? null : parse(text)

export const Query: Pick<QueryResolvers, 'intakesWithoutDossier'> = {
  intakesWithoutDossier: (_, { from, to, first, offset }, context) => {
    const period = toPeriod({ from, to }, context.now)
    const [skipped, size] = [toOffset(offset), toPage({ first }, context).first]
    return context.intakes.withoutDossier(period.from, period.to, size, skipped)
  },
}

export const Intake: Partial<IntakeResolvers> = {
  at: ({ at }) => toDateTime(new Date(at)),
  deadline: ({ deadlineAt }) => toDateTime(new Date(deadlineAt)),
  officer: ({ officer }) => parsed(officer, parsePersonalId),
  organisationCode: ({ organisation }) => parsed(organisation, parseOrganisationCode),
  procedureCode: recordedCode,
  procedure: recordedProcedure,
}
