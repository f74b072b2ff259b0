import { budgetLines } from './budget.ts'
import type { Figures, Report, StoryFigures } from './report.ts'

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
