import type { GraphQLFieldResolver } from 'graphql'

type Args = Readonly<Record<string, unknown>>

/** Stands before a resolver: lets it run (undefined), answers in its place, or throws. */
export type Guard<Context> = (
  parent: unknown,
  args: Args,
  context: Context,
) => { readonly value: unknown } | undefined

type Resolve<Context> = GraphQLFieldResolver<unknown, Context>

interface Guarded {
  readonly guard: Guard<unknown>
  readonly resolve: Resolve<unknown>
}

const known = new WeakMap<object, Guarded>()

/** A resolver that any executor finds guarded; one that knows guards runs them apart and sees what is behind. */
export const guarded = <Context>(
  guard: Guard<Context>,
  resolve: Resolve<Context>,
): Resolve<Context> => {
  const both: Resolve<Context> = (parent, args: Args, context, info) => {
    const answer = guard(parent, args, context)
    return answer === undefined ? resolve(parent, args, context, info) : answer.value
  }
  known.set(both, { guard: guard as Guard<unknown>, resolve: resolve as Resolve<unknown> })
  return both
}

/** The guards of a resolver, outermost first, and the resolver behind them. */
export const withoutGuards = (
  outer: Resolve<unknown>,
): { readonly guards: readonly Guard<unknown>[]; readonly resolve: Resolve<unknown> } => {
  const guards: Guard<unknown>[] = []
  let resolve = outer
  for (let found = known.get(outer); found !== undefined; found = known.get(resolve)) {
    guards.push(found.guard)
    resolve = found.resolve
  }
  return { guards, resolve }
}
