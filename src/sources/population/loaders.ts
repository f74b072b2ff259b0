import DataLoader from 'dataloader'
import type { Cache, Wanted } from '../../cache/index.ts'
import type { Citizen, CitizenMatch } from '../../domain/citizen.ts'
import { type SourceOutcomes, statusOfError } from '../../lib/outcomes.ts'
import type { ManyLoader } from '../../lib/reference.ts'
import type { Client } from './client.ts'
import { source } from './errors.ts'
import { isAbout } from './identity.ts'
import { askerOf, keyOf, populationPolicy, tagsOf } from './policy.ts'
import type { PopulationSettings } from './settings.ts'
import type { Caller } from './transport.ts'

export interface PersonQuestion {
  readonly match: CitizenMatch
  readonly caller: Caller
}

interface Lookup extends PersonQuestion {
  readonly key: string
}

export interface PopulationLoaders {
  /**
   * The person who matches number, name and birth date, as the register shows them for this caller's purpose; null
   * where nobody matches all three. Asked again for the same purpose it answers from memory.
   *
   * @throws UpstreamError `rejected` with reason `PROCEDURE_NOT_LICENSED` or `OFFICER_NOT_ALLOWED`, `malformed` with
   * reason `WRONG_PERSON`, or any other fault; errors are not kept beyond the request
   */
  readonly citizen: (match: CitizenMatch, caller: Caller) => Promise<Citizen | null>
  /** The same for many persons in one step, and at once for those in memory. */
  readonly citizens: ManyLoader<PersonQuestion, Citizen | null>
}

/** One `loaders` per process, one call of it per request. */
export const createLoaders = (
  client: Client,
  cache: Cache,
  sharedBy: PopulationSettings['sharedBy'],
) => {
  const space = cache.space<Citizen>(populationPolicy)

  const toWanted = ({ key, match, caller }: Lookup): Wanted<string, Citizen> => ({
    key,
    tags: tagsOf(match),
    fits: (citizen) => isAbout(citizen, match),
    asker: askerOf(caller),
  })

  /** Each is asked for alone: nobody fails with somebody else's answer. */
  const read = async (lookups: readonly Lookup[]): Promise<(Citizen | null | Error)[]> => {
    const byKey = new Map(lookups.map((lookup) => [lookup.key, lookup]))
    const ask = async (key: string): Promise<Citizen | null> => {
      const lookup = byKey.get(key)
      return lookup === undefined ? null : client.citizen(lookup.match, lookup.caller)
    }
    const answers = await space.readEach(lookups.map(toWanted), ask)
    return lookups.map(({ key }) => answers.get(key) ?? null)
  }

  return (outcomes: SourceOutcomes): PopulationLoaders => {
    const asked = new DataLoader(read, { cacheKeyFn: ({ key }: Lookup) => key })
    const toLookup = ({ match, caller }: PersonQuestion): Lookup => ({
      key: keyOf(match, caller, sharedBy),
      match,
      caller,
    })
    const load = (question: PersonQuestion): Promise<Citizen | null> =>
      outcomes.watch(source, null, asked.load(toLookup(question)))
    const loadMany = async (
      questions: readonly PersonQuestion[],
    ): Promise<readonly (Citizen | null | Error)[]> => {
      const answers = await asked.loadMany(questions.map(toLookup))
      for (const answer of answers)
        outcomes.note(source, null, answer instanceof Error ? statusOfError(answer) : 'OK')
      return answers
    }
    const peek = (question: PersonQuestion): Citizen | null | undefined => {
      const found = space.peek(toLookup(question).key, (citizen) =>
        isAbout(citizen, question.match),
      )
      if (found !== undefined) outcomes.note(source, null, 'OK')
      return found
    }
    return {
      citizen: (match, caller) => load({ match, caller }),
      citizens: { load, loadMany, peek },
    }
  }
}
