import DataLoader from 'dataloader'
import type { Cache, CachePolicy } from '../../cache/index.ts'
import type { Citizen, CitizenMatch } from '../../domain/citizen.ts'
import { matchingName } from '../../domain/names.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { Client } from './client.ts'
import { source } from './errors.ts'
import { toWireDate, type Caller } from './transport.ts'

/** Personal data: kept for the length of a talk at a counter. Somebody just registered must be found soon. */
export const populationPolicy: CachePolicy = {
  freshMs: 60_000,
  absentMs: 15_000,
  maxEntries: 10_000,
}

interface Lookup {
  readonly key: string
  readonly match: CitizenMatch
  readonly caller: Caller
}

/**
 * What the source would answer alike. It matches on three facts and refuses by procedure, organisation and officer, so
 * a record fetched for one purpose is never handed to another. No part can hold a line break.
 */
const keyOf = ({ number, fullName, birthDate }: CitizenMatch, caller: Caller): string =>
  [
    number.value,
    matchingName(fullName),
    toWireDate(birthDate),
    caller.procedureCode,
    caller.organisation,
    caller.officerId,
  ].join('\n')

export interface PopulationLoaders {
  /**
   * The person who matches number, name and birth date, as the register shows them for this caller's purpose; null
   * where nobody matches all three. Asked again for the same purpose it answers from memory.
   *
   * @throws UpstreamError `rejected` with reason `PROCEDURE_NOT_LICENSED` or `OFFICER_NOT_ALLOWED`, `malformed` with
   * reason `WRONG_PERSON`, or any other fault; errors are not kept beyond the request
   */
  readonly citizen: (match: CitizenMatch, caller: Caller) => Promise<Citizen | null>
}

/** One `loaders` per process, one call of it per request. */
export const createLoaders = (client: Client, cache: Cache) => {
  const space = cache.space<Citizen>(source, populationPolicy)

  const read = async ({ key, match, caller }: Lookup): Promise<Citizen | null> => {
    const fetchMissing = async () => new Map([[key, await client.citizen(match, caller)]])
    return (await space.readMany([key], fetchMissing)).get(key) ?? null
  }

  return (outcomes: SourceOutcomes): PopulationLoaders => {
    const citizens = new DataLoader(
      // One person a call, and each alone: nobody waits for, or fails with, somebody else's answer.
      (lookups: readonly Lookup[]) =>
        Promise.all(lookups.map((lookup) => read(lookup).catch(toError))),
      { cacheKeyFn: ({ key }) => key, batch: false },
    )
    return {
      citizen(match, caller) {
        const lookup = { key: keyOf(match, caller), match, caller }
        return outcomes.watch(source, null, citizens.load(lookup))
      },
    }
  }
}

/** DataLoader tells a failed key by an Error in its place. */
const toError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('Not an error', { cause: error })
