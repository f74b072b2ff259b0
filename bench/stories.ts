import type { Government } from './government.ts'
import { measureFull, measureIdle } from './idle.ts'
import type { Options } from './options.ts'
import type { Report, StoryName } from './report.ts'
import { audit } from './stories/audit.ts'
import { boardRedis, runBoards } from './stories/boards.ts'
import { catalogueRepeated } from './stories/catalogue.ts'
import { populationDecode } from './stories/decode.ts'
import { halfLoad } from './stories/half-load.ts'
import { populationBudget, threeReplicas } from './stories/people.ts'
import { createStage, type Say, type Stage, type Told } from './stories/stage.ts'

const memory = async (stage: Stage): Promise<Told> => {
  stage.say('story idle: the gateway alone, ten seconds after it is ready')
  const idle = await measureIdle(stage.government)
  stage.say('story idle: the gateway with 100,000 records')
  return { idle: { ...idle, ...(await measureFull(stage)) } }
}

/** The stories that have processes of their own. */
const others: Partial<Readonly<Record<StoryName, (stage: Stage) => Promise<Told>>>> = {
  'board-redis': boardRedis,
  'catalogue-repeated': catalogueRepeated,
  'three-replicas': threeReplicas,
  'population-budget': populationBudget,
  'population-decode': populationDecode,
  'half-load': halfLoad,
  audit,
  idle: memory,
}

/** Runs the stories asked for over one simulated government. */
export const runStories = async (
  options: Options,
  government: Government,
  say: Say,
): Promise<Report['stories']> => {
  const stage = createStage(government, options, say)
  const told: Record<string, Told[string]> = { ...(await runBoards(stage)) }
  for (const name of options.stories) Object.assign(told, await others[name]?.(stage))
  return Object.fromEntries(
    options.stories.flatMap((name) => {
      const figures = told[name]
      return figures === undefined ? [] : [[name, figures]]
    }),
  )
}
