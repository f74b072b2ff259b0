import type { Figures, Report } from './report.ts'

type Stories = Report['stories']

interface Line {
  readonly name: string
  /** Null where the line only explains the one above it. */
  readonly must: number | null
  readonly goal: number | null
  /** Undefined where the stories it needs were not run. */
  readonly value: (stories: Stories) => number | undefined
}

const divided = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one / other

const figure =
  (key: keyof Figures) =>
  (story: string, contender: string) =>
  (stories: Stories): number | undefined =>
    stories[story]?.[contender]?.[key]

const cpu = figure('cpuMicrosPerRequest')
const memory = figure('rssMegabytes')
const p50 = figure('p50Millis')
const calls = figure('upstreamCalls')
const keys = figure('distinctKeys')

type Read = (stories: Stories) => number | undefined

const ratio =
  (one: Read, other: Read): Read =>
  (stories) =>
    divided(one(stories), other(stories))

const above =
  (one: Read, other: Read): Read =>
  (stories) => {
    const [own, base] = [one(stories), other(stories)]
    return own === undefined || base === undefined ? undefined : own - base
  }

/** What the record of a look adds to it, in milliseconds: an answer's looks are recorded together. */
const addedByAudit = (contender: string): Read => {
  const added = above(p50('audit', contender), p50('audit', 'gateway-silent'))
  return ratio(added, figure('looks')('audit', contender))
}

const bestOther =
  (story: string): Read =>
  (stories) => {
    const others = ['apollo', 'mercurius'].map((name) => cpu(story, name)(stories))
    const known = others.filter((value) => value !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

/** What the shared duties come to where there is no GraphQL: about as low as a server that carries them can be. */
const withoutGraphql = (story: string): Line => ({
  name: '  handwritten, which has no GraphQL, ÷ the same',
  must: null,
  goal: null,
  value: ratio(cpu(story, 'handwritten'), bestOther(story)),
})

const replicas = 'three-replicas'

const lines: readonly Line[] = [
  {
    name: 'board cold, batch upstreams ÷ handwritten',
    must: 1.6,
    goal: 1.3,
    value: ratio(cpu('board-cold', 'gateway'), cpu('board-cold', 'handwritten')),
  },
  {
    name: 'board from memory ÷ handwritten',
    must: 2,
    goal: 1.4,
    value: ratio(cpu('board-memory', 'gateway'), cpu('board-memory', 'handwritten')),
  },
  {
    name: 'board from Redis ÷ board cold',
    must: 1,
    goal: 0.7,
    value: ratio(cpu('board-redis', 'gateway'), cpu('board-redis', 'gateway-cold')),
  },
  {
    name: 'board cold ÷ best other GraphQL server',
    must: 0.75,
    goal: 0.5,
    value: ratio(cpu('board-cold', 'gateway'), bestOther('board-cold')),
  },
  withoutGraphql('board-cold'),
  {
    name: 'board from memory ÷ best other GraphQL server',
    must: 0.75,
    goal: 0.5,
    value: ratio(cpu('board-memory', 'gateway'), bestOther('board-memory')),
  },
  withoutGraphql('board-memory'),
  {
    name: 'catalogue answer repeated ÷ ready bytes',
    must: 3,
    goal: 2,
    value: ratio(cpu('catalogue-repeated', 'gateway'), cpu('catalogue-repeated', 'bytes')),
  },
  {
    name: 'lookups ÷ keys, three replicas with Redis',
    must: 1,
    goal: 1,
    value: ratio(calls(replicas, 'gateway'), keys(replicas, 'gateway')),
  },
  {
    name: 'lookups ÷ keys, three replicas without Redis',
    must: 3,
    goal: 3,
    value: ratio(calls(replicas, 'gateway-without-redis'), keys(replicas, 'gateway-without-redis')),
  },
  {
    name: 'calls in any second, contract of 50',
    must: 50,
    goal: 50,
    value: figure('mostCallsInASecond')('population-budget', 'gateway'),
  },
  {
    name: 'decoding a population answer, µs',
    must: 50,
    goal: 35,
    value: cpu('population-decode', 'gateway'),
  },
  {
    name: 'latency above the upstream at half load, ms',
    must: 10,
    goal: 5,
    value: above(p50('half-load', 'gateway'), p50('half-load', 'upstream')),
  },
  {
    name: 'audit at p50 under load, ms per look, SQLite',
    must: 0.3,
    goal: 0.1,
    value: addedByAudit('gateway'),
  },
  {
    name: 'audit at p50 under load, ms per look, PostgreSQL',
    must: 0.3,
    goal: 0.1,
    value: addedByAudit('gateway-postgres'),
  },
  { name: 'memory idle, MB', must: 150, goal: 120, value: memory('idle', 'gateway') },
  {
    name: 'memory under load with 100,000 records, MB',
    must: 350,
    goal: 250,
    value: memory('idle', 'gateway-full'),
  },
]

const marked = (value: number, limit: number | null): string =>
  limit === null ? '' : `${limit} ${value <= limit ? 'met' : 'MISSED'}`

/** The budget that the gateway is held to, line by line, for the stories that were run. */
export const budgetLines = (stories: Stories): readonly string[] => {
  const rows = lines.flatMap(({ name, must, goal, value }) => {
    const measured = value(stories)
    if (measured === undefined) return []
    const told = Number(measured.toFixed(2))
    return [[name, told.toFixed(2), marked(told, must), marked(told, goal)] as const]
  })
  if (rows.length === 0) return []
  const all = [['budget', 'measured', 'must', 'goal'] as const, ...rows]
  const width = Math.max(...all.map(([name]) => name.length))
  return all.map(([name, value, must, goal]) =>
    `${name.padEnd(width)}  ${value.padStart(8)}  ${must.padStart(11)}  ${goal.padStart(11)}`.trimEnd(),
  )
}
