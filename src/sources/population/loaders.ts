import DataLoader from 'dataloader'
import type { Cache, Wanted } from '../../cache/index.ts'
import type { Citizen, CitizenMatch } from '../../domain/citizen.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { atHandFirst, type ManyLoader } from '../../lib/reference.ts'
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
  /** The same for many persons in one step. */
  readonly citizens: ManyLoader<PersonQuestion, Citizen | null>
  /** Whether this request asked the source itself; false where the record was at hand or another request brought it. */
  readonly wasAsked: (question: PersonQuestion) => boolean
}

export interface LoaderOptions {
  readonly sharedBy: PopulationSettings['sharedBy']
  /** Whom the source is to be taken not to know, as found by a number: kept and told like anybody it does not know. */
  readonly isHidden: (citizen: Citizen, number: string) => boolean
}

/** One `loaders` per process, one call of it per request. */
export const createLoaders = (
  client: Client,
  cache: Cache,
  { sharedBy, isHidden }: LoaderOptions,
) => {
  const space = cache.space<Citizen>(populationPolicy)

  const fitting =
    ({ match }: Lookup) =>
    (citizen: Citizen): boolean =>
      isAbout(citizen, match) && !isHidden(citizen, match.number.value)

  const toWanted = (lookup: Lookup): Wanted<string, Citizen> => ({
    key: lookup.key,
    tags: tagsOf(lookup.match),
    fits: fitting(lookup),
    asker: askerOf(lookup.caller),
  })

  const toLookup = ({ match, caller }: PersonQuestion): Lookup => ({
    key: keyOf(match, caller, sharedBy),
    match,
    caller,
  })

  const askFor = async ({ match, caller }: Lookup): Promise<Citizen | null> => {
    const citizen = await client.citizen(match, caller)
    return citizen !== null && isHidden(citizen, match.number.value) ? null : citizen
  }

  /** Each is asked for alone: nobody fails with somebody else's answer. */
  const read = async (
    lookups: readonly Lookup[],
    asked: Set<string>,
  ): Promise<(Citizen | null | Error)[]> => {
    const byKey = new Map(lookups.map((lookup) => [lookup.key, lookup]))
    const ask = async (key: string): Promise<Citizen | null> => {
      asked.add(key)
      const lookup = byKey.get(key)
      return lookup === undefined ? null : askFor(lookup)
    }
    const answers = await space.readEach(lookups.map(toWanted), ask)
    return lookups.map(({ key }) => answers.get(key) ?? null)
  }

  return (outcomes: SourceOutcomes): PopulationLoaders => {
    const asked = new Set<string>()
    const loader = new DataLoader((lookups: readonly Lookup[]) => read(lookups, asked), {
      cacheKeyFn: ({ key }: Lookup) => key,
    })
    // Asked about twice: what a name is matched by costs more than all the rest of a key.
    const known = new Map<PersonQuestion, Lookup>()
    const lookupOf = (question: PersonQuestion): Lookup => {
      const lookup = known.get(question) ?? toLookup(question)
      known.set(question, lookup)
      return lookup
    }
    const load = (question: PersonQuestion): Promise<Citizen | null> =>
      outcomes.watch(source, null, loader.load(lookupOf(question)))
    const loadMany = async (
      questions: readonly PersonQuestion[],
    ): Promise<readonly (Citizen | null | Error)[]> => {
      const peek = (lookup: Lookup) => space.peek(lookup.key, fitting(lookup))
      const answers = await atHandFirst(questions.map(lookupOf), peek, (all) =>
        loader.loadMany(all),
      )
      outcomes.noteAll(source, null, answers)
      return answers.map((answer) => answer ?? null)
    }
    return {
      citizen: (match, caller) => load({ match, caller }),
      citizens: { load, loadMany },
      wasAsked: (question) => asked.has(lookupOf(question).key),
    }
  }
}
