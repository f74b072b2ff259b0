import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { request } from 'undici'
import { z } from 'zod'
import { requestToken } from '../mocks/identity/request-token.ts'
import type { Extension } from '../src/server/index.ts'
import { createSamples, type Sample } from './samples.ts'

const sandbox = z.object({
  people: z
    .array(z.object({ personalId: z.string(), fullName: z.string(), birthDate: z.string() }))
    .min(1),
})

/** The browser keeps tabs of an earlier visit, whose tokens are no longer good: every visit begins anew. */
const forgetTabs =
  "for (const key of Object.keys(localStorage)) if (key.startsWith('graphiql:')) localStorage.removeItem(key)"

/** Tokens of this age are replaced when the page is opened again. */
const tokenAgeMs = 3_600_000

const toTab = (issuer: string) => async (sample: Sample) => {
  const token = sample.persona === null ? null : await requestToken(issuer, sample.persona)
  const headers = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(sample.procedure !== undefined && { 'lien-thong-procedure': sample.procedure }),
  }
  return {
    query: sample.query,
    headers: JSON.stringify(headers, null, 2),
  }
}

const renderPage = async (issuer: string, sandboxUrl: string): Promise<string> => {
  const { body } = await request(`${sandboxUrl}/sandbox.json`)
  const [person] = sandbox.parse(await body.json()).people
  if (person === undefined) throw new Error('the sandbox names nobody')
  const defaultTabs = await Promise.all(createSamples(person).map(toTab(issuer)))
  const options = {
    title: 'Liên Thông',
    endpoint: '/graphql',
    defaultTabs,
    // The first tab's headers are read from here, those of the others from the tab.
    initialHeaders: defaultTabs[0]?.headers,
    shouldPersistHeaders: false,
  }
  return renderGraphiQL(options).replace('<head>', `<head><script>${forgetTabs}</script>`)
}

/** An IDE page at `/` that needs no internet, with a tab for each kind of user, their token and purpose ready. */
export const idePage =
  (issuer: string, sandboxUrl: string): Extension =>
  (http) => {
    let page: Promise<string> | undefined
    let renderedAt = 0
    http.get('/', async (_, reply) => {
      if (page === undefined || Date.now() - renderedAt > tokenAgeMs) {
        renderedAt = Date.now()
        page = renderPage(issuer, sandboxUrl)
        page.catch(() => (page = undefined))
      }
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(await page)
    })
  }
