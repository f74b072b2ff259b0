import type {
  AccessLogAgencyResolvers,
  AccessLogConnectionResolvers,
  AccessLogEntryResolvers,
  AccessLogFieldResolvers,
  QueryResolvers,
} from '../generated/schema.ts'
import { toDateTime } from '../domain/dates.ts'
import { parseOrganisationCode } from '../domain/ids.ts'
import { readAccessLog } from './access-log-page.ts'
import { fieldLabels } from './field-labels.ts'
import { recordedCode, recordedProcedure } from './recorded.ts'

export const Query: Pick<QueryResolvers, 'myAccessLog'> = {
  myAccessLog: (_, args, context) => readAccessLog(args, context),
}

export const AccessLogEntry: Partial<AccessLogEntryResolvers> = {
  at: ({ at }) => toDateTime(new Date(at)),
  agency: ({ organisation }) => {
    const code = organisation === null ? null : parseOrganisationCode(organisation)
    return code === null ? null : { code }
  },
  procedureCode: recordedCode,
  procedure: recordedProcedure,
  fields: ({ fields }) => fields?.map((name) => ({ name })) ?? null,
}

export const AccessLogAgency: Partial<AccessLogAgencyResolvers> = {
  name: async ({ code }, _, { sources }) => (await sources.dossiers.agency(code))?.name ?? null,
  commune: async ({ code }, _, { sources }) => {
    const agency = await sources.dossiers.agency(code)
    return agency?.communeCode == null ? null : sources.units.commune(agency.communeCode)
  },
}

export const AccessLogField: Partial<AccessLogFieldResolvers> = {
  label: ({ name }, _, { language }) => fieldLabels[name]?.[language] ?? name,
}

export const AccessLogConnection: Partial<AccessLogConnectionResolvers> = {
  nodes: ({ items }) => items.map(({ usage }) => usage),
  edges: ({ items }) => items.map(({ usage, cursor }) => ({ node: usage, cursor })),
  pageInfo: ({ hasNextPage, endCursor }) => ({ hasNextPage, endCursor }),
  totalCount: (page) => page.totalCount(),
}
