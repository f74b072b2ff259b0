import { toError } from '../lib/errors.ts'

/** What became of one key: null is an absence, an Error this key's own failure. */
export type Told<V> = V | null | Error

/** Asks the source, in the words of one reader, and tells of each key as it is answered, by its place among them. */
export type Ask<V> = (
  keys: readonly string[],
  tell: (place: number, answer: Told<V>) => void,
) => Promise<void>

/** A source that answers many keys in one call. A key it leaves out is absent; an Error is this key's own failure. */
export type FetchMany<K extends string, V extends object> = (
  keys: readonly K[],
) => Promise<ReadonlyMap<K, Told<V>>>

/** A source that answers one key a call. */
export type FetchOne<K extends string, V extends object> = (key: K) => Promise<V | null>

/** What is thrown at once is a failure like any other. */
const settle = async <T>(call: () => Promise<T>): Promise<T | Error> => {
  try {
    return await call()
  } catch (error) {
    return toError(error)
  }
}

// The keys given back are those of the reader's own wishes, whose type is K.
export const askMany =
  <K extends string, V extends object>(fetch: FetchMany<K, V>): Ask<V> =>
  async (keys, tell) => {
    const answers = await settle(() => fetch(keys as readonly K[]))
    for (const [place, key] of keys.entries())
      tell(place, answers instanceof Error ? answers : (answers.get(key as K) ?? null))
  }

export const askEach =
  <K extends string, V extends object>(fetch: FetchOne<K, V>): Ask<V> =>
  async (keys, tell) => {
    await Promise.all(
      keys.map(async (key, place) => tell(place, (await settle(() => fetch(key as K))) ?? null)),
    )
  }
