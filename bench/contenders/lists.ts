import { LRUCache } from 'lru-cache'
import type { OrganisationCode } from '../../src/domain/ids.ts'
import type { ListPage, ListQuery } from '../../src/sources/dossiers/dialect.ts'
import type { Instance } from '../../src/sources/dossiers/instance.ts'
import { dossierListPolicy } from '../../src/sources/dossiers/policy.ts'

interface ListQuestion {
  readonly agency: OrganisationCode
  /** Epoch milliseconds. */
  readonly until: number
  readonly size: number
}

const everything = { procedure: null, status: null, applicantId: null, from: null }

/** What the gateway's part of the memory holds of boards. */
const maxLists = 100

/** First pages of lists as the gateway keeps them: 5 seconds, failures not at all, one fetch for all who wait. */
export const createLists = () => {
  const kept = new LRUCache<string, ListPage>({ max: maxLists, ttl: dossierListPolicy.freshMs })
  const flying = new Map<string, Promise<ListPage>>()

  const fetch = async (key: string, { client }: Instance, query: ListQuery, size: number) => {
    try {
      const page = await client.list(query, { number: 0, size })
      kept.set(key, page)
      return page
    } finally {
      flying.delete(key)
    }
  }

  return (instance: Instance, { agency, until, size }: ListQuestion): Promise<ListPage> => {
    const now = Date.now()
    const key = [instance.name, agency, until < now ? until : 'open', size].join('\n')
    const known = kept.get(key)
    if (known !== undefined) return Promise.resolve(known)
    const query = { ...everything, agency, to: Math.min(until, now) }
    const landing = flying.get(key) ?? fetch(key, instance, query, size)
    flying.set(key, landing)
    return landing
  }
}
