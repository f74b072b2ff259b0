import type { MaybePromise } from './maybe-promise.ts'

/** Fetches entities by key. Keys may repeat; a loader that minds asks for each of them once. */
export interface ManyLoader<K, V> {
  load(key: K): MaybePromise<V>
  /** One value, or one Error, for each key and in their order. */
  loadMany(keys: readonly K[]): MaybePromise<readonly (V | Error)[]>
  /** The value if it is at hand; undefined where it has to be fetched. */
  peek?(key: K): V | undefined
}

/** Those at hand, and the rest in one step: a loader that makes a promise for each need not be asked for all. */
export const atHandFirst = async <K, V extends object | null>(
  keys: readonly K[],
  peek: (key: K) => V | undefined,
  loadMany: (keys: readonly K[]) => Promise<readonly (V | Error)[]>,
): Promise<readonly (V | Error | undefined)[]> => {
  const answers = keys.map(peek)
  const missing = keys.filter((_, at) => answers[at] === undefined)
  if (missing.length === 0) return answers
  const loaded = (await loadMany(missing)).values()
  return answers.map((answer) => (answer === undefined ? loaded.next().value : answer))
}

/** What a reference answers where there is no key to fetch by. */
export class Immediate<V> {
  readonly value: V

  constructor(value: V) {
    this.value = value
  }
}

export const immediate = <V>(value: V): Immediate<V> => new Immediate(value)

export interface Reference<Parent, Args, Context, K, V> {
  readonly key: (parent: Parent, args: Args, context: Context) => K | Immediate<V>
  readonly load: (context: Context) => ManyLoader<K, V>
}

/** A reference of whatever types, as the executor meets it. */
export type AnyReference = Reference<unknown, unknown, unknown, unknown, unknown>

const references = new WeakMap<object, AnyReference>()

/**
 * "This field is that entity, by that key." An ordinary resolver for any executor; one that knows references fetches
 * those of a whole list in one step, and makes no promise for an entity at hand.
 */
export const reference = <Parent, Args, Context, K, V>(
  definition: Reference<Parent, Args, Context, K, V>,
): ((parent: Parent, args: Args, context: Context) => MaybePromise<V>) => {
  const resolve = (parent: Parent, args: Args, context: Context): MaybePromise<V> => {
    const key = definition.key(parent, args, context)
    return key instanceof Immediate ? key.value : definition.load(context).load(key)
  }
  references.set(resolve, definition as AnyReference)
  return resolve
}

/** What a resolver made by `reference` stands for; undefined for any other function. */
export const referenceOf = (resolve: object): AnyReference | undefined => references.get(resolve)
