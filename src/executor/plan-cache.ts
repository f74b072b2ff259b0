import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { CompiledOperation, Executor } from './index.ts'

/** A document as a server knows it after parsing and validation. */
export interface KnownDocument {
  /** SHA-256 of the text. */
  readonly hash: string
  readonly text: string
  readonly document: DocumentNode
}

/** What is kept weighs as many characters as this, 40 MB at worst. */
const mostCharacters = 500_000

/** A planned field takes 1.4 KB, its text aside; what fragments spread is planned at every place. */
const charactersOfField = 17

const weightOf = (key: string, text: string, compiled: CompiledOperation | null): number =>
  key.length + text.length + charactersOfField * (compiled?.mostFields ?? 0)

/** What was compiled, by document and operation name; that an operation cannot be compiled is remembered as well. */
export const createPlanCache = (executor: Executor, maxCharacters = mostCharacters) => {
  const plans = new LRUCache<string, { readonly compiled: CompiledOperation | null }>({
    maxSize: maxCharacters,
  })
  return {
    get({ hash, text, document }: KnownDocument, operationName: string | null | undefined) {
      const key = `${hash} ${operationName ?? ''}`
      let plan = plans.get(key)
      if (plan === undefined) {
        plan = { compiled: executor.compile(document, operationName) }
        plans.set(key, plan, { size: weightOf(key, text, plan.compiled) })
      }
      return plan.compiled
    },
    figures: () => ({ plans: plans.size, characters: plans.calculatedSize }),
  }
}

export type PlanCache = ReturnType<typeof createPlanCache>
