import { availableParallelism, cpus, totalmem } from 'node:os'

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
