import { Counter, Gauge, type Registry } from 'prom-client'
import type { Cache } from '../cache/index.ts'

export type CacheFigures = ReturnType<Cache['figures']>[number]

/** Which count stands for which tier and outcome. A key that memory lacks is looked for in the shared tier, if there is one. */
const reads = [
  ['memory', 'hit', 'memoryHits'],
  ['memory', 'stale', 'memoryStale'],
  ['memory', 'miss', 'memoryMisses'],
  ['shared', 'hit', 'sharedHits'],
  ['shared', 'stale', 'sharedStale'],
  ['shared', 'miss', 'sharedMisses'],
  ['source', 'stood_in', 'standIns'],
] as const

const sumBySource = (rows: readonly CacheFigures[], count: 'lookups' | 'keys') => {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(row.source, (sums.get(row.source) ?? 0) + row[count])
  return sums
}

/** The cache counts by itself, since a read may take less time than telling somebody of it; scraping reads the counts. */
export const measureCache = (registry: Registry, figures: () => readonly CacheFigures[]): void => {
  const registers = [registry]
  new Counter({
    name: 'lien_thong_cache_reads_total',
    help: 'Keys looked for, by tier. stood_in: a record past its life, in place of a source that failed.',
    labelNames: ['space', 'tier', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const row of figures())
        for (const [tier, outcome, count] of reads)
          this.inc({ space: row.space, tier, outcome }, row[count])
    },
  })
  new Gauge({
    name: 'lien_thong_cache_memory_bytes',
    help: 'Estimated size of the records in memory.',
    labelNames: ['space'],
    registers,
    collect() {
      for (const { space, bytes } of figures()) this.set({ space }, bytes)
    },
  })
  new Gauge({
    name: 'lien_thong_cache_memory_entries',
    help: 'Records in memory.',
    labelNames: ['space'],
    registers,
    collect() {
      for (const { space, entries } of figures()) this.set({ space }, entries)
    },
  })
  for (const [count, name, help] of [
    ['lookups', 'lookups', 'Keys that this process asked a source for.'],
    ['keys', 'keys', 'Keys that were needed and not in memory, once for all who waited.'],
  ] as const)
    new Counter({
      name: `lien_thong_source_${name}_total`,
      help: `${help} Lookups of all replicas divided by their keys: what the shared cache saves.`,
      labelNames: ['source'],
      registers,
      collect() {
        this.reset()
        for (const [source, sum] of sumBySource(figures(), count)) this.inc({ source }, sum)
      },
    })
}
