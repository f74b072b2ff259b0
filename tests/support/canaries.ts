import type { Government } from '../../mocks/index.ts'
import type { World } from '../../mocks/world/types.ts'
import { searchKey } from '../../src/domain/names.ts'

type Known = Pick<World, 'personById' | 'personByOldCard' | 'sandbox'>

/** Random numbers, in which twelve digits may follow each other by chance. */
const uuids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi
/** Not the decimals of a figure. */
const numbers = /(?<![\d.])(?:\d{12}|\d{9})(?!\d)/g

/** The same people in every government of a process: looked for once. */
let names: readonly string[] | undefined
const namesOf = ({ sandbox }: Known): readonly string[] =>
  (names ??= sandbox.people.map(({ fullName }) => searchKey(fullName)))

/**
 * What a text tells of persons of the simulated country, without repeating it: a number of any of a hundred million, an old
 * card's number, or the name of anybody whom visitors are pointed to, however it is spelled.
 */
export const personalIn = (text: string, world: Known): readonly string[] => {
  const kinds = new Set<string>()
  for (const [number] of text.replaceAll(uuids, '').matchAll(numbers)) {
    if (number.length === 12 && world.personById(number) !== null) kinds.add('a personal number')
    if (number.length === 9 && world.personByOldCard(number) !== null)
      kinds.add("an old card's number")
  }
  const plain = searchKey(text)
  if (namesOf(world).some((name) => plain.includes(name))) kinds.add('a full name')
  return [...kinds]
}

interface Answered {
  readonly status: number
  readonly text: string
  readonly body: {
    readonly data?: unknown
    readonly errors?: readonly unknown[]
    readonly extensions?: unknown
  }
}

/** What an answer tells beside its data, which alone may be about a person. */
const besidesData = ({ status, text, body }: Answered): string => {
  const { data, errors, extensions } = body
  return status >= 400 || data === undefined ? text : JSON.stringify([errors, extensions])
}

/** `identity-number` is how the one-stop software itself takes an applicant's number: as a parameter of a GET. */
const byTheWireFormat = /(?<=[?&]identity-number=)\d+/

type Asked = ReturnType<Government['journal']['entries']>[number]

const addressOf = ({ system, path, query = '' }: Asked): string =>
  path + (system === 'dossiers' ? query.replace(byTheWireFormat, '') : query)

/** Names and labels; what follows them on each line is a figure. */
const labelsIn = (metrics: string): string => metrics.replaceAll(/ \S+$/gm, '')

/** Collects what leaks of persons while a gateway runs: each leak once, with its place and never its value. */
export const createCanaries = (world: Known) => {
  const leaks = new Set<string>()
  const search = (text: string, place: string): void => {
    for (const kind of personalIn(text, world)) leaks.add(`${kind} in ${place}`)
  }
  return {
    leaks: (): readonly string[] => [...leaks],
    searchAnswer(answer: Answered): void {
      search(besidesData(answer), `what an answer of status ${answer.status} says beside its data`)
    },
    searchLog(log: string): void {
      if (personalIn(log, world).length === 0) return
      for (const line of log.split('\n'))
        search(line, `a log line of the event ${/"event":"([a-z-]+)"/.exec(line)?.[1] ?? '?'}`)
    },
    searchMetrics(text: string): void {
      const labels = labelsIn(text)
      if (personalIn(labels, world).length === 0) return
      for (const line of labels.split('\n'))
        search(line, `the figure ${/^\w+/.exec(line)?.[0] ?? '?'}`)
    },
    /** Addresses end up in other people's logs. */
    searchAddresses(asked: readonly Asked[]): void {
      for (const one of asked) search(addressOf(one), `an address at which ${one.system} was asked`)
    },
  }
}
