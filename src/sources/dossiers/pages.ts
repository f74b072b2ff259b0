import DataLoader from 'dataloader'
import type { CacheSpace, Tag, Wanted } from '../../cache/index.ts'
import type { MaybePromise } from '../../lib/maybe-promise.ts'
import { compare } from './cursor.ts'
import { malformed } from './decode.ts'
import type { PageNumber } from './dialect.ts'
import type { Instance } from './instance.ts'
import { toPage, type ListQuestion, type Page } from './page.ts'
import { listsTag } from './policy.ts'

/** The parts of one installation's lists, at once where memory holds them. Rejects with UpstreamError. */
export type ReadPage = (
  instance: Instance,
  question: ListQuestion,
  part: PageNumber,
) => MaybePromise<Page>

export interface PagesDeps {
  readonly lists: CacheSpace<Page>
  readonly now: () => Date
}

interface Asked {
  readonly key: string
  readonly instance: Instance
  readonly question: ListQuestion
  readonly size: number
}

/** Whoever asks at this moment shares one key with who asked a second ago. No part can hold a line break. */
const keyOf = ({ name }: Instance, question: ListQuestion, size: number): string => {
  const { agency, procedure, status, applicantId, from, to } = question
  return [name, agency, procedure, status, applicantId, from, to ?? 'open', size].join('\n')
}

const toWanted = ({ key, instance }: Asked): Wanted<string, Page> => ({
  key,
  tags: [listsTag, ...instance.settings.provinces.map((province): Tag => `province:${province}`)],
})

/** For one request. */
export const createPages = ({ lists, now }: PagesDeps): ReadPage => {
  const ask = async ({ client }: Instance, question: ListQuestion, part: PageNumber) => {
    const to = question.to ?? now().getTime()
    return toPage(await client.list({ ...question, to }, part), to)
  }

  /** Those of one turn are looked for together; each is asked for alone. */
  const readFirst = async (all: readonly Asked[]): Promise<(Page | Error)[]> => {
    const byKey = new Map(all.map((asked) => [asked.key, asked]))
    const answers = await lists.readEach(all.map(toWanted), async (key) => {
      const asked = byKey.get(key)
      return asked === undefined
        ? null
        : ask(asked.instance, asked.question, { number: 0, size: asked.size })
    })
    return all.map(({ key, instance }) => answers.get(key) ?? malformed(instance.name))
  }
  const loader = new DataLoader(readFirst, { cacheKeyFn: ({ key }: Asked) => key })

  /**
   * Later parts are counted from the first, so one that is some seconds old may not come before them: a dossier that has
   * left the list meanwhile would hide another. They are not kept, and with the second the first is asked for again.
   */
  const readLater: ReadPage = async (instance, question, part) => {
    if (part.number > 1) return ask(instance, question, part)
    const first = await ask(instance, question, { ...part, number: 0 })
    const second = await ask(instance, question, part)
    return {
      ...second,
      rows: [...first.rows, ...second.rows].sort(compare),
      unreadable: first.unreadable + second.unreadable,
    }
  }

  return (instance, question, part) => {
    if (part.number > 0) return readLater(instance, question, part)
    const key = keyOf(instance, question, part.size)
    return lists.peek(key) ?? loader.load({ key, instance, question, size: part.size })
  }
}
