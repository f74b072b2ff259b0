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

/** Plans are some hundred times larger than the text they are made from (50 MB at worst). */
const mostCharacters = 500_000

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
        plans.set(key, plan, { size: key.length + text.length })
      }
      return plan.compiled
    },
    figures: () => ({ plans: plans.size, characters: plans.calculatedSize }),
  }
}

export type PlanCache = ReturnType<typeof createPlanCache>
