import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { input } from 'zod'
import { createCache } from '../../src/cache/index.ts'
import { parseProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import { onAlarm } from '../../src/lib/channels.ts'
import type { Alarm } from '../../src/lib/channels.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createProcedures, proceduresSettings } from '../../src/sources/procedures/index.ts'
import type { Procedures } from '../../src/sources/procedures/index.ts'
import { createProceduresSimulator, demoAccount } from '../../mocks/procedures/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { listen } from '../../mocks/support/listen.ts'
import { serve } from '../../mocks/support/simulator.ts'
import { createWorld } from '../../mocks/world/index.ts'

export const codeOf = (raw: string): ProcedureCode => {
  const code = parseProcedureCode(raw)
  if (code === null) throw new Error('The test needs a procedure code here')
  return code
}

type SettingsInput = Partial<input<typeof proceduresSettings>>

const noReadAhead = { readAhead: { enabled: false } }

const bootSource = (baseUrl: string, settings: SettingsInput): Procedures => {
  const procedures = createProcedures(
    proceduresSettings.parse({ baseUrl, ...demoAccount, ...noReadAhead, ...settings }),
    { cache: createCache(), now: () => new Date() },
  )
  onTestFinished(() => procedures.close())
  return procedures
}

/** A request of its own: new loaders, as every GraphQL request has. */
export const request = (procedures: Procedures) => procedures.loaders(new SourceOutcomes())

const world = createWorld()

/** The source in front of the simulated catalogue, both until the test ends. */
export const bootSimulated = async (
  settings: SettingsInput = {},
  sessions: Parameters<typeof createProceduresSimulator>[1] = {},
) => {
  const faults = createFaults()
  const journal = createJournal()
  const simulator = createProceduresSimulator({ world, faults, journal }, sessions)
  const { url, close } = await serve(simulator, { port: 0, faults, journal })
  onTestFinished(close)
  const procedures = bootSource(url, settings)
  return {
    procedures,
    faults: {
      set: (fault: Parameters<typeof faults.set>[2]) => faults.set('procedures', null, fault),
    },
    /** The keys of every question for one operation, in order. */
    asked: (operation: string): readonly (string | undefined)[] =>
      journal
        .entries('procedures')
        .filter((entry) => entry.operation === operation)
        .map(({ keys }) => keys[0]),
    ...request(procedures),
  }
}

export interface Question {
  readonly path: string
  readonly service: string | null
  readonly code: string | null
  readonly session: string | null
}

const textIn = (body: unknown, key: string): string | null => {
  const value: unknown =
    typeof body === 'object' && body !== null
      ? Object.entries(body).find(([k]) => k === key)?.[1]
      : null
  return typeof value === 'string' ? value : null
}

export const ok = (result: unknown): unknown => ({ error_code: 0, message: 'Thành công', result })

/** The source in front of an upstream that answers what the test says; logins succeed unless it says otherwise. */
export const bootScripted = async (
  answer: (question: Question) => unknown,
  settings: SettingsInput = {},
) => {
  const asked: Question[] = []
  const server = createServer((incoming, response) => {
    void json(incoming).then(async (body) => {
      const path = incoming.url ?? ''
      const question = {
        path,
        service: textIn(body, 'service'),
        code: textIn(body, 'maTTHC'),
        session: textIn(body, 'session'),
      }
      asked.push(question)
      const login = { error_code: 0, session: `phien-${asked.length}` }
      const reply = (await answer(question)) ?? (path === '/auth' ? login : ok([]))
      response.setHeader('content-type', 'application/json;charset=UTF-8')
      response.end(JSON.stringify(reply))
    })
  })
  const { url, close } = await listen(server, 0)
  onTestFinished(close)
  const procedures = bootSource(url, settings)
  return { procedures, asked, ...request(procedures) }
}

/** How a question failed; fails itself when the question was answered. */
export const failureOf = async (answer: Promise<unknown>): Promise<UpstreamError> => {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof UpstreamError) return error
  throw new Error('Expected an UpstreamError', { cause: error })
}

/** The alarms that this source has raised until now, from the call on. */
export const listenToAlarms = (): readonly Alarm['kind'][] => {
  const kinds: Alarm['kind'][] = []
  const stop = onAlarm(({ source, kind }) => {
    if (source === 'procedures') kinds.push(kind)
  })
  onTestFinished(stop)
  return kinds
}
