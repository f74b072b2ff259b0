import { availableParallelism, cpus, totalmem } from 'node:os'
import { budgetLines } from './budget.ts'

export const storyNames = [
  'board-cold',
  'board-cold-one-by-one',
  'board-memory',
  'board-redis',
  'catalogue-repeated',
  'three-replicas',
  'population-budget',
  'population-decode',
  'half-load',
  'audit',
  'page-growth-10',
  'page-growth-1000',
  'idle',
] as const
export type StoryName = (typeof storyNames)[number]

/** A figure that does not apply is absent. */
export interface Figures {
  /** Median over the rounds: CPU time of the server's process, all its threads. */
  readonly cpuMicrosPerRequest?: number
  /** Median over the rounds. */
  readonly requestsPerSecond?: number
  /** Over all measured requests. */
  readonly p50Millis?: number
  readonly p99Millis?: number
  /** Resident memory at the end of the story, in millions of bytes. */
  readonly rssMegabytes?: number
  /** Requests measured, all rounds together; the next two are of the same requests. */
  readonly requests?: number
  readonly upstreamCalls?: number
  /** Different questions among those calls. */
  readonly distinctKeys?: number
  /** Questions to Redis without an answer in time, since the process began. */
  readonly redisTimeouts?: number
  /** The most calls that the upstream saw within any second. */
  readonly mostCallsInASecond?: number
  /** Looks at persons that one request makes, each recorded. */
  readonly looks?: number
  /** From the first request to the last answer. */
  readonly seconds?: number
}

export type StoryFigures = Readonly<Record<string, Figures>>

export interface Report {
  readonly machine: string
  /** ISO 8601, UTC. */
  readonly date: string
  readonly stories: Readonly<Record<string, StoryFigures>>
}

const describeMachine = (): string => {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 1e9)
  return `${cpu?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores, ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}

export const createReport = (stories: Report['stories'], now: Date): Report => ({
  machine: describeMachine(),
  date: now.toISOString(),
  stories,
})

const baseline = 'handwritten'

const ratioOf = (figures: Figures, base: Figures | undefined): string => {
  const [own, other] = [figures.cpuMicrosPerRequest, base?.cpuMicrosPerRequest]
  return own === undefined || other === undefined ? '' : (own / other).toFixed(2)
}

const shown = (value: number | undefined, digits = 0): string => value?.toFixed(digits) ?? ''

const perRequest = (value: number | undefined, { requests }: Figures): string =>
  value === undefined || requests === undefined ? '' : (value / requests).toFixed(1)

const headings = [
  '',
  'CPU µs/req',
  `÷ ${baseline}`,
  'req/s',
  'p50 ms',
  'p99 ms',
  'RSS MB',
  'calls/req',
  'keys/req',
  'Redis timeouts',
]

const toRow = (name: string, figures: Figures, story: StoryFigures): readonly string[] => [
  `  ${name}`,
  shown(figures.cpuMicrosPerRequest),
  ratioOf(figures, story[baseline]),
  shown(figures.requestsPerSecond),
  shown(figures.p50Millis, 1),
  shown(figures.p99Millis, 1),
  shown(figures.rssMegabytes),
  perRequest(figures.upstreamCalls, figures),
  perRequest(figures.distinctKeys, figures),
  shown(figures.redisTimeouts),
]

/** A table for people. `÷ handwritten` is the ratio of the CPU times. */
export const toTable = ({ machine, date, stories }: Report): string => {
  const rows = Object.entries(stories).flatMap(([name, story]) => [
    [name],
    ...Object.entries(story).map(([contender, figures]) => toRow(contender, figures, story)),
  ])
  const lines = [headings, ...rows]
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((cells) => (cells.length > 1 ? (cells[column]?.length ?? 0) : 0))),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [machine, date, '', ...lines.map(line), '', ...budgetLines(stories), ''].join('\n')
}
