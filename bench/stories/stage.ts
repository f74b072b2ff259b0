import { boardRequest } from '../board.ts'
import type { Government } from '../government.ts'
import type { Options } from '../options.ts'
import type { StoryFigures } from '../report.ts'

export type Say = (line: string) => void

/** Communes that are asked for at most once in the whole run: whoever was kept from one is not met in another. */
export type Take = (count: number) => readonly string[]

export interface Stage {
  readonly government: Government
  readonly options: Options
  readonly say: Say
  readonly take: Take
  /** The same for people of whom no dossier tells. */
  readonly takePeople: (count: number) => Government['people']
}

/** What a story tells: the figures of each contender. */
export type Told = Readonly<Record<string, StoryFigures>>

const createTake = <T>(all: readonly T[]) => {
  let next = 0
  return (count: number): readonly T[] => {
    const taken = all.slice(next, next + count)
    if (taken.length < count) throw new Error('the stories ask for more than there is')
    next += count
    return taken
  }
}

export const createStage = (government: Government, options: Options, say: Say): Stage => ({
  government,
  options,
  say,
  take: createTake(government.communes),
  takePeople: createTake(government.people),
})

export const bodiesFor = (communes: readonly string[], first?: number): readonly string[] => {
  const now = new Date()
  return communes.map((commune) => boardRequest(commune, now, first))
}
