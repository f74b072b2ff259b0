/** One question a simulated system was asked. */
interface JournalEntry {
  readonly system: string
  readonly instance: string | null
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Of its address, with the question mark. Absent where nothing was asked by HTTP. */
  readonly query?: string
  /** The operation in the system's own words; `POST /path` where no handler named one. */
  readonly operation: string
  /** The ids that were asked for: of persons, procedures, dossiers. */
  readonly keys: readonly string[]
  readonly at: Date
}

export interface Journal {
  add(entry: JournalEntry): void
  /** Oldest first. An instance without its system is not asked for. */
  entries(system?: string, instance?: string): readonly JournalEntry[]
  /** Forgets everything, or what concerns one system or instance. */
  clear(system?: string, instance?: string): void
}

/** A demonstration that runs for days keeps the last entries only. */
const keptEntries = 20_000

const concerns = (entry: JournalEntry, system?: string, instance?: string): boolean =>
  (system === undefined || entry.system === system) &&
  (instance === undefined || entry.instance === instance)

/** Kept in memory: the keys are those of invented people. */
export const createJournal = (): Journal => {
  let kept: JournalEntry[] = []
  return {
    add(entry) {
      kept.push(entry)
      // Trimmed in halves, so that a full journal does not shift on every entry.
      if (kept.length > 2 * keptEntries) kept = kept.slice(-keptEntries)
    },
    entries: (system, instance) => kept.filter((entry) => concerns(entry, system, instance)),
    clear(system, instance) {
      kept = kept.filter((entry) => !concerns(entry, system, instance))
    },
  }
}
