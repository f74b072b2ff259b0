import { createServer, type IncomingMessage } from 'node:http'
import { createCache } from '../../src/cache/index.ts'
import type { CitizenMatch } from '../../src/domain/citizen.ts'
import { parsePartialDate } from '../../src/domain/dates.ts'
import {
  parseOldCardNumber,
  parseOrganisationCode,
  parsePersonalId,
  parseProcedureCode,
} from '../../src/domain/ids.ts'
import type { Alarm } from '../../src/lib/channels.ts'
import { onAlarm } from '../../src/lib/channels.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createPopulation, populationSettings } from '../../src/sources/population/index.ts'
import type { Caller } from '../../src/sources/population/index.ts'
import { xRoadCredentials } from '../../mocks/population/index.ts'
import { listen } from '../../mocks/support/listen.ts'

/** Throws where a test is written with a value that is none. */
export const must = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('The test needs a value here')
  return value
}

export const matchOf = (number: string, fullName: string, birthDate: string): CitizenMatch => ({
  number:
    number.length === 12
      ? { kind: 'PERSONAL_ID', value: must(parsePersonalId(number)) }
      : { kind: 'OLD_CARD', value: must(parseOldCardNumber(number)) },
  fullName,
  birthDate: must(parsePartialDate(birthDate)),
})

export const callerOf = (
  officerId: string,
  procedureCode: string,
  organisation = 'H26.101',
): Caller => ({
  procedureCode: must(parseProcedureCode(procedureCode)),
  dossierCode: null,
  officerId: must(parsePersonalId(officerId)),
  organisation: must(parseOrganisationCode(organisation)),
  account: 'cb.mau',
})

/** How a question failed; fails itself when the question was answered. */
export const failureOf = async (answer: Promise<unknown>): Promise<UpstreamError> => {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof UpstreamError) return error
  throw new Error('Expected an UpstreamError', { cause: error })
}

/** The alarms raised while `run` runs. */
export const alarmsDuring = async (run: () => Promise<unknown>): Promise<Alarm['kind'][]> => {
  const kinds: Alarm['kind'][] = []
  const stop = onAlarm(({ source, kind }) => {
    if (source === 'population') kinds.push(kind)
  })
  await run().finally(stop)
  return kinds
}

interface Asked {
  readonly headers: IncomingMessage['headers']
  readonly url: string
  readonly body: string
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A source over SOAP whose upstream answers every question with these bytes. */
export const sourceAnswering = async (
  body: string | Buffer,
  contentType = 'text/xml;charset=UTF-8',
  basePath = '',
) => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      asked.push({ headers: request.headers, url: request.url ?? '', body: text })
      response.writeHead(200, { 'content-type': contentType }).end(body)
    })
  })
  const { url, close } = await listen(server, 0)
  const population = createPopulation(
    populationSettings.parse({
      baseUrl: url + basePath,
      path: '/C06/TraCuuThongTinCongDan',
      transport: 'x-road',
      credentials: xRoadCredentials,
    }),
    { cache: createCache() },
  )
  return {
    asked,
    citizen: (match: CitizenMatch, caller: Caller) =>
      population.loaders(new SourceOutcomes()).citizen(match, caller),
    async [Symbol.asyncDispose]() {
      await population.close()
      await close()
    },
  }
}
