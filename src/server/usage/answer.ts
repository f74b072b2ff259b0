import type { Usage, UsagePage } from '../../audit/types.ts'
import { toDateTime } from '../../domain/dates.ts'
import {
  nationalProcedureCode,
  parseOrganisationCode,
  parseProcedureCode,
} from '../../domain/ids.ts'
import { UpstreamError } from '../../lib/errors.ts'
import type { Language } from '../../lib/language.ts'
import type { Context } from '../../resolvers/context.ts'
import { actionOf } from './wording.ts'

type Sources = Pick<Context['sources'], 'dossiers' | 'procedures'>
type Names = ReadonlyMap<string, string>

/** A system that does not answer costs the names, nothing else. */
const namesOf = async (
  codes: readonly (string | null)[],
  read: (code: string) => Promise<string | null>,
): Promise<Names> => {
  const known = [...new Set(codes.filter((code) => code !== null))]
  const named = known.map(async (code) => {
    try {
      return [code, await read(code)] as const
    } catch (error) {
      if (error instanceof UpstreamError) return [code, null] as const
      throw error
    }
  })
  return new Map(
    (await Promise.all(named)).flatMap(([code, name]) => (name === null ? [] : [[code, name]])),
  )
}

const agencyName = async (raw: string, { dossiers }: Sources): Promise<string | null> => {
  const code = parseOrganisationCode(raw)
  return code === null ? null : ((await dossiers.agency(code))?.name ?? null)
}

/** A province's form of a procedure may be listed under the national code alone. */
const procedureName = async (raw: string, { procedures }: Sources): Promise<string | null> => {
  const code = parseProcedureCode(raw)
  if (code === null) return null
  const listed = await procedures.summary(code)
  return (listed ?? (await procedures.summary(nationalProcedureCode(code))))?.name ?? null
}

/** One look in the protocol's own words. Who reads their own log is no agency: the software stands for one. */
const toUsage = (usage: Usage, agencies: Names, procedures: Names, language: Language) => {
  const receiverName = agencies.get(usage.organisation ?? '')
  return {
    logtime: toDateTime(new Date(usage.at)),
    action: actionOf(usage, procedures.get(usage.procedure ?? '') ?? null, language),
    receiverCode: usage.organisation ?? usage.client,
    ...(receiverName !== undefined && { receiverName }),
    receiverSystem: usage.client,
  }
}

export const toFindUsageAnswer = async (
  { total, items }: UsagePage,
  { sources, language }: { readonly sources: Sources; readonly language: Language },
) => {
  const [agencies, procedures] = await Promise.all([
    namesOf(
      items.map(({ organisation }) => organisation),
      (code) => agencyName(code, sources),
    ),
    namesOf(
      items.map(({ procedure }) => procedure),
      (code) => procedureName(code, sources),
    ),
  ])
  return {
    totalUsages: total,
    usages: items.map((usage) => toUsage(usage, agencies, procedures, language)),
  }
}
