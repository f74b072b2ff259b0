import { boardRequest } from './board.ts'
import { assertSameAnswers, type Contender, startContenders } from './contest.ts'
import type { Government } from './government.ts'
import { measureIdle } from './idle.ts'
import { runLoad } from './load.ts'
import type { Options } from './options.ts'
import type { Figures, Report, StoryName } from './report.ts'
import { runRounds } from './rounds.ts'

type Say = (line: string) => void

interface Stage {
  readonly government: Government
  readonly contenders: readonly Contender[]
  readonly options: Options
  readonly say: Say
}

/** Communes that are asked for at most once in the whole run: whoever was kept from one is not met in another. */
const createCommunes = ({ communes }: Government) => {
  let next = 0
  return (count: number): readonly string[] =>
    Array.from({ length: count }, () => communes[next++ % communes.length] ?? '')
}

const bodiesFor = (communes: readonly string[]): readonly string[] => {
  const now = new Date()
  return communes.map((commune) => boardRequest(commune, now))
}

/** Before it is measured, code has to have been compiled, every session opened and every list of agencies read. */
const warmUpRequests = 150

const boardCold = async ({ government, contenders, options, say }: Stage, take: Take) => {
  const { rounds, requests } = options
  const parts = Array.from({ length: rounds }, () => bodiesFor(take(requests)))
  const bodiesOf = (round: number) => parts[round] ?? []
  return runRounds({ government, contenders, rounds, bodiesOf, say })
}

type Take = (count: number) => readonly string[]

const memoryFactor = 10

const boardMemory = async ({ government, contenders, options, say }: Stage, take: Take) => {
  const bodies = Array.from({ length: options.requests * memoryFactor }, () => '')
  const [body = ''] = bodiesFor(take(1))
  bodies.fill(body)
  for (const { target } of contenders) await runLoad(target, bodies)
  return runRounds({ government, contenders, rounds: options.rounds, bodiesOf: () => bodies, say })
}

const contests = {
  'board-cold-one-by-one': boardCold,
  'board-memory': boardMemory,
} as const satisfies Partial<Record<StoryName, unknown>>

const isContest = (name: StoryName): name is keyof typeof contests => name in contests

/** The contenders start once and stay for all stories that compare them, as a server does. */
const runContests = async (
  names: readonly (keyof typeof contests)[],
  stage: Omit<Stage, 'contenders'>,
) => {
  const { government, options, say } = stage
  const take = createCommunes(government)
  say('starting the contenders')
  const { all, stop } = await startContenders(government)
  const stories: Record<string, Readonly<Record<string, Figures>>> = {}
  try {
    say('checking that all answer alike')
    await assertSameAnswers(all, take(options.requests < 34 ? 4 : 34))
    say('warming up')
    const warmUp = bodiesFor(take(Math.min(warmUpRequests, options.requests * 4)))
    for (const { target } of all) await runLoad(target, warmUp)
    for (const name of names) {
      say(`story ${name}`)
      stories[name] = await contests[name]({ ...stage, contenders: all }, take)
    }
    return stories
  } finally {
    await stop()
  }
}

/** Runs the stories asked for over one simulated government. */
export const runStories = async (
  options: Options,
  government: Government,
  say: Say,
): Promise<Report['stories']> => {
  const names = options.stories.filter(isContest)
  const stories = names.length === 0 ? {} : await runContests(names, { government, options, say })
  if (!options.stories.includes('idle')) return stories
  say('story idle: the gateway alone, ten seconds after it is ready')
  return { ...stories, idle: await measureIdle(government) }
}
