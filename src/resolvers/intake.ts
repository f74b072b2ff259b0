import type { IntakeResolvers, QueryResolvers } from '../generated/schema.ts'
import { toDateTime } from '../domain/dates.ts'
import { parseOrganisationCode, parsePersonalId } from '../domain/ids.ts'
import { toPeriod } from './access-log-page.ts'
import { toPage } from './inputs.ts'
import { recordedCode, recordedProcedure } from './recorded.ts'

const parsed = <T>(text: string | null, parse: (text: string) => T | null): T | null =>
  text === null ? null : parse(text)

export const Query: Pick<QueryResolvers, 'intakesWithoutDossier'> = {
  intakesWithoutDossier: (_, { from, to, first }, context) => {
    const period = toPeriod({ from, to }, context.now)
    return context.intakes.withoutDossier(period.from, period.to, toPage({ first }, context).first)
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
