/** Asks the source, in the words of one reader: each key is answered or fails by itself. */
export type Ask<V> = (keys: readonly string[]) => ReadonlyMap<string, Promise<V | null>>

/** A source that answers many keys in one call. A key it leaves out is absent; an Error is this key's own failure. */
export type FetchMany<K extends string, V extends object> = (
  keys: readonly K[],
) => Promise<ReadonlyMap<K, V | null | Error>>

/** A source that answers one key a call. */
export type FetchOne<K extends string, V extends object> = (key: K) => Promise<V | null>

/** What is thrown at once is a failure like any other. */
const attempt = <T>(call: () => Promise<T>): Promise<T> => new Promise((resolve) => resolve(call()))

const pick = <V extends object>(answer: V | null | Error | undefined): V | null => {
  if (answer instanceof Error) throw answer
  return answer ?? null
}

// The keys given back are those of the reader's own wishes, whose type is K.
export const askMany =
  <K extends string, V extends object>(fetch: FetchMany<K, V>): Ask<V> =>
  (keys) => {
    const answers = attempt(() => fetch(keys as readonly K[]))
    return new Map(keys.map((key) => [key, answers.then((all) => pick(all.get(key as K)))]))
  }

export const askEach =
  <K extends string, V extends object>(fetch: FetchOne<K, V>): Ask<V> =>
  (keys) =>
    new Map(keys.map((key) => [key, attempt(() => fetch(key as K))]))
