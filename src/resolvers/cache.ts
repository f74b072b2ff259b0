import { toDateTime } from '../domain/dates.ts'
import type { CachedSubject as Input, MutationResolvers } from '../generated/schema.ts'
import { BadInputError } from '../lib/errors.ts'
import type { SourceLoaders } from '../sources/index.ts'

type Subject = Parameters<SourceLoaders['dropCached']>[0]

const sources = {
  POPULATION: 'population',
  PROCEDURES: 'procedures',
  DOSSIERS: 'dossiers',
} as const

const toSubject = ({ citizen, commune, procedure, dossier, source }: Input): Subject => {
  const given: Subject[] = []
  if (citizen != null) given.push({ citizen })
  if (commune != null) given.push({ commune })
  if (procedure != null) given.push({ procedure })
  if (dossier != null) given.push({ dossier })
  if (source != null) given.push({ source: sources[source] })
  const [subject, ...others] = given
  if (subject === undefined || others.length > 0)
    throw new BadInputError('input', 'give exactly one of its fields')
  return subject
}

export const Mutation: MutationResolvers = {
  async dropCached(_, { input }, { sources: { dropCached } }) {
    await dropCached(toSubject(input))
    return { acknowledgedAt: toDateTime(new Date()) }
  },
}
