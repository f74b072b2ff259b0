import { parseArgs } from 'node:util'
import { type StoryName, storyNames } from './report.ts'

export interface Options {
  readonly stories: readonly StoryName[]
  /** Prints one JSON object in place of the table. */
  readonly json: boolean
  readonly help: boolean
  /** How often each contender is measured in a story. */
  readonly rounds: number
  /** Measured requests of one contender in one round of a cold story; a story from memory makes three to twenty-five times as many. */
  readonly requests: number
}

export const help = `npm run bench [-- options]

Đo cổng dữ liệu và các máy chủ so sánh trên máy này, với chính quyền mô phỏng.
Measures the gateway and the servers it is compared with on this machine, over the simulated government.

  --story NAME     one story: ${storyNames.join(', ')}
  --json           one JSON object on standard output, nothing else
  --rounds N       how often each contender is measured, 3 by default; in board-cold five thirds of it
  --requests N     requests of one measurement, 40 by default; 3 to 25 times as many where everything is in memory
  --help
`

/** The command line cannot be followed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const isStoryName = (name: string): name is StoryName =>
  (storyNames as readonly string[]).includes(name)

const toStories = (name: string | undefined): readonly StoryName[] => {
  if (name === undefined) return storyNames
  if (isStoryName(name)) return [name]
  throw new UsageError(`There is no story of that name. Stories: ${storyNames.join(', ')}`)
}

const toCount = (name: string, raw: string, most: number): number => {
  const count = Number(raw)
  if (Number.isInteger(count) && count > 0 && count <= most) return count
  throw new UsageError(`--${name}: a whole number from 1 to ${most} is needed`)
}

const definitions = {
  story: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '3' },
  requests: { type: 'string', default: '40' },
} as const

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: definitions }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads the arguments after the file name. Throws UsageError. */
export const parseOptions = (args: readonly string[]): Options => {
  const { story, json, help: isHelp, rounds, requests } = read(args)
  return {
    stories: toStories(story),
    json,
    help: isHelp,
    rounds: toCount('rounds', rounds, 100),
    // The simulators keep a journal of 20,000 questions, and a board asks about 50.
    requests: toCount('requests', requests, 300),
  }
}
