import type { Disclosure } from '../access/disclosure.ts'
import type { Reader } from '../access/rules.ts'
import type { Language } from '../lib/language.ts'
import type { SourceOutcomes } from '../lib/outcomes.ts'
import type { SourceLoaders } from '../sources/index.ts'

/** What one request carries: who asks and why, the ways to persons, the systems, and what became of asking them. */
export interface Context extends Reader, Disclosure {
  readonly sources: Omit<SourceLoaders, 'population'>
  readonly outcomes: SourceOutcomes
  readonly now: Date
  readonly language: Language
  readonly requestId: string
  /** The longest page of a list. */
  readonly maxPage: number
}
