import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { request } from 'undici'
import { expect } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import type { Fault } from '../../mocks/support/faults.ts'
import { requestToken } from '../../mocks/identity/request-token.ts'
import type { OnBehalfOf, PersonaName } from '../../mocks/identity/personas.ts'
import { startApp } from '../../src/app.ts'
import type { Clock } from '../../src/cache/index.ts'
import { checkConfig } from '../../src/config.ts'
import { withoutReadAhead } from './read-ahead.ts'
import { createCanaries } from './canaries.ts'

/** Wednesday, 18 November 2026, nine in the morning in Viet Nam. */
const wednesday = new Date('2026-11-18T09:00:00+07:00')

export interface Asking {
  readonly as?: PersonaName
  /** The officer's agency, or the citizen, instead of those of the demonstration. */
  readonly on?: OnBehalfOf
  readonly token?: string
  readonly procedure?: string
  readonly dossier?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly body: {
    // A test reads answers of every shape; each assertion checks the part it names.
    readonly data?: any // eslint-disable-line @typescript-eslint/no-explicit-any
    readonly errors?: readonly {
      message: string
      path?: readonly (string | number)[]
      extensions: Record<string, unknown>
    }[]
    readonly extensions?: {
      readonly sources?: readonly { name: string; instance: string | null; status: string }[]
      readonly freshness?: readonly { source: string; fetchedAt: string; reason: string }[]
      readonly cost?: { objects: number; persons: number; cost: number; limit: number }
    }
  }
}

const headersFor = async (issuer: string, asking: Asking): Promise<Record<string, string>> => {
  const token = asking.token ?? (asking.as && (await requestToken(issuer, asking.as, asking.on)))
  return {
    'content-type': 'application/json',
    'accept-language': 'en',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(asking.procedure !== undefined && { 'lien-thong-procedure': asking.procedure }),
    ...(asking.dossier !== undefined && { 'lien-thong-dossier': asking.dossier }),
    ...asking.headers,
  }
}

export interface GatewayOptions {
  /** By which what is kept ages. */
  readonly clock?: Clock
  /** Frozen, or as the test moves it. */
  readonly now?: Date | (() => Date)
  /** Changes to the configuration that the simulated government hands out. */
  readonly config?: Readonly<Record<string, unknown>>
}

/** The gateway on the simulated government, both on free ports of this machine. */
export const startAlone = async ({
  now: moment = wednesday,
  config = {},
  clock,
}: GatewayOptions = {}) => {
  const now = typeof moment === 'function' ? moment : () => moment
  const government: Government = await createGovernment({ port: 0, now })
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-audit-'))
  const logged: string[] = []
  const logTo = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(chunk.toString())
      done()
    },
  })
  const checked = checkConfig({
    ...withoutReadAhead(government.gatewayConfig),
    port: 0,
    adminPort: 0,
    logLevel: 'info',
    audit: { directory },
    ...config,
  })
  const app = await startApp(checked, { now, logTo, ...(clock && { clock }) })
  const issuer = checked.identity.issuer
  const canaries = createCanaries(government.world)

  const post = async (body: string, asking: Asking = {}): Promise<Answer> => {
    const response = await request(`${app.url}/graphql`, {
      method: 'POST',
      headers: await headersFor(issuer, asking),
      body,
    })
    const text = await response.body.text()
    const answer = {
      status: response.statusCode,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Answer['body'],
    }
    canaries.searchAnswer(answer)
    return answer
  }

  /** Everything that may have told of a person beside the data of an answer. */
  const search = async (): Promise<void> => {
    const metrics = await request(`${app.adminUrl}/metrics`)
    canaries.searchMetrics(await metrics.body.text())
    canaries.searchAddresses(government.journal.entries())
  }

  return {
    url: app.url,
    adminUrl: app.adminUrl,
    issuer,
    world: government.world,
    /** Where its access log is. */
    auditDirectory: directory,
    /** Everything written to the log so far. */
    logged: () => logged.join(''),
    post,
    query: (query: string, asking: Asking = {}) =>
      post(JSON.stringify({ query, variables: asking.variables }), asking),
    token: (persona: PersonaName, on?: OnBehalfOf) => requestToken(issuer, persona, on),
    /** What a simulated system was asked since the last `forget`. */
    asked: (system: string, instance?: string) => government.journal.entries(system, instance),
    forget: () => {
      canaries.searchAddresses(government.journal.entries())
      government.journal.clear()
    },
    fault: (system: string, instance: string | null, fault: Fault | null) =>
      government.faults.set(system, instance, fault),
    /** Fails where anything of a person was found where nothing of a person may be. */
    stop: async () => {
      await search()
      await app.stop()
      await government.close()
      rmSync(directory, { recursive: true, force: true })
      canaries.searchLog(logged.join(''))
      expect(canaries.leaks()).toEqual([])
    },
  }
}

export type Gateway = Awaited<ReturnType<typeof startAlone>>

/** What differs from one government to the next: numbers of requests, and moments. */
const accidents: ReadonlySet<string> = new Set(['requestId', 'sourceRequestId', 'acknowledgedAt'])

/** Which of many systems failed first; and which fields a look gave, which is noted once its answer has left. */
const isAccidental = (key: string, holder: object): boolean =>
  accidents.has(key) ||
  (key === 'instance' && 'source' in holder) ||
  (key === 'fields' && 'purpose' in holder)

const withoutAccidents = (text: string): { readonly errors?: readonly unknown[] } =>
  JSON.parse(text, function (this: object, key, value: unknown) {
    return isAccidental(key, this) ? undefined : value
  })

/** Byte for byte, but for the order of errors: it is that in which upstreams failed, which two governments need not share. */
const told = ({ status, text }: Answer): unknown => {
  const body = withoutAccidents(text)
  const errors = body.errors?.map((error) => JSON.stringify(error)).sort()
  return [status, JSON.stringify({ ...body, errors })]
}

/**
 * The same, with every question also put to a second gateway on a second government that runs queries by graphql-js.
 * Both must give the same status and the same bytes.
 */
const startCompared = async (options: GatewayOptions = {}): Promise<Gateway> => {
  const gateway = await startAlone(options)
  const config = { ...options.config, executor: 'graphql-js' }
  const other = await startAlone({ ...options, config })
  const post = async (body: string, asking: Asking = {}): Promise<Answer> => {
    const answer = await gateway.post(body, asking)
    // A token of the one issuer means nothing to the other.
    if (asking.token === undefined)
      expect(told(answer)).toEqual(told(await other.post(body, asking)))
    return answer
  }
  return {
    ...gateway,
    post,
    query: (query, asking) => post(JSON.stringify({ query, variables: asking?.variables }), asking),
    forget: () => {
      gateway.forget()
      other.forget()
    },
    fault: (...fault) => {
      gateway.fault(...fault)
      other.fault(...fault)
    },
    stop: async () => {
      await gateway.stop()
      await other.stop()
    },
  }
}

/**
 * `COMPARE_EXECUTORS=1` runs every question of the test suite on both executors, but for those of tests that start their
 * gateway alone: what is asked while something else goes on cannot be asked of two governments in the same moment.
 */
export const startGateway = process.env['COMPARE_EXECUTORS'] === '1' ? startCompared : startAlone
