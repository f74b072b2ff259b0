import type { Cache } from '../../cache/index.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { createCatalogue } from './catalogue.ts'
import { createClient } from './client.ts'
import { createLoaders } from './loaders.ts'
import type { ProcedureLoaders } from './loaders.ts'
import { createReadAhead } from './read-ahead.ts'
import type { ProceduresSettings } from './settings.ts'

export type { ProcedureLoaders } from './loaders.ts'
export type { PageRequest, ProcedureFilter } from './search.ts'
export { proceduresSettings } from './settings.ts'
export type { ProceduresSettings } from './settings.ts'

export interface ProceduresDeps {
  readonly cache: Cache
  readonly now: () => Date
  /** Ends the read-ahead, as `close` does. */
  readonly signal?: AbortSignal
}

export interface Procedures {
  loaders(outcomes: SourceOutcomes): ProcedureLoaders
  /** Begins to read details ahead, where the settings say so. */
  start(): void
  /** Ends the read-ahead and lets running calls end. A second close waits for the first. */
  close(): Promise<void>
}

/** Cơ sở dữ liệu quốc gia về thủ tục hành chính: the national catalogue of administrative procedures. */
export const createProcedures = (
  settings: ProceduresSettings,
  deps: ProceduresDeps,
): Procedures => {
  const client = createClient(settings)
  const catalogue = createCatalogue(client, { cache: deps.cache, now: deps.now })
  const readAhead = createReadAhead(catalogue, settings.readAhead)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    await readAhead.close()
    await client.close()
  }
  deps.signal?.addEventListener('abort', () => void readAhead.close(), { once: true })
  return {
    loaders: (outcomes) => createLoaders(catalogue, outcomes),
    start() {
      if (deps.signal?.aborted !== true) readAhead.start()
    },
    close: () => (closing ??= close()),
  }
}
