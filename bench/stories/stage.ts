import { boardRequest } from '../board.ts'
import type { Commune, Government } from '../government.ts'
import type { Sent } from '../load.ts'
import type { Options } from '../options.ts'
import type { StoryFigures } from '../report.ts'

export type Say = (line: string) => void

/** Communes that are asked for at most once in the whole run: whoever was kept from one is not met in another. */
export type Take = (count: number) => readonly Commune[]

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

/** The board of each commune, asked for by an officer of its own agency: others are shown none of its people. */
export const boardOf = async (
  { tokenOf }: Pick<Government, 'tokenOf'>,
  { code, unit }: Commune,
  first?: number,
): Promise<Sent> => ({
  body: boardRequest(code, new Date(), first),
  token: await tokenOf(unit),
})

export const boardsOf = async (
  government: Pick<Government, 'tokenOf'>,
  communes: readonly Commune[],
  first?: number,
): Promise<readonly Sent[]> => {
  const sent: Sent[] = []
  for (const commune of communes) sent.push(await boardOf(government, commune, first))
  return sent
}
