import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createPopulationSimulator,
  populationPaths,
  xRoadCredentials,
} from '../../mocks/population/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import type { Listening } from '../../mocks/support/listen.ts'
import { serve } from '../../mocks/support/simulator.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { matchingName } from '../../src/domain/names.ts'

const world = createWorld()
const person = world.person(0)
const licensed = world.procedures.find((procedure) => procedure.licensed)?.code ?? ''

let listening: Listening
beforeAll(async () => {
  const [faults, journal] = [createFaults(), createJournal()]
  const simulator = createPopulationSimulator({ world, faults, journal })
  listening = await serve(simulator, { port: 0, faults, journal })
})
afterAll(() => listening.close())

const leaf = (name: string, text: string): string => `<q:${name}>${text}</q:${name}>`

const elements = (number = person.personalId): string[] => [
  leaf('MaYeuCau', 'T1'),
  leaf('MaDVC', licensed),
  leaf('MaTichHop', '037'),
  leaf('MaCanBo', world.demoOfficer.personalId),
  leaf('MaDonVi', 'H26.101'),
  leaf('TaiKhoan', ''),
  leaf('SoDienThoai', '0'),
  leaf('SoDinhDanh', number),
  leaf('HoVaTen', matchingName(person.fullName)),
  leaf('NgayThangNamSinh', leaf('Nam', person.birthDate.slice(0, 4))),
]

const envelope = (content: readonly string[], namespace = 'http://dancuquocgia.bca'): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:q="${namespace}"><e:Header/><e:Body><q:TraCuuThongTinCongDan>${content.join('')}</q:TraCuuThongTinCongDan></e:Body></e:Envelope>`

const signed = (timestamp: string, secret: string = xRoadCredentials.secret): string => {
  const { user } = xRoadCredentials
  const text = populationPaths.xRoad + user + timestamp + secret
  const hash = createHash('sha256').update(text).digest('hex')
  return `Basic ${Buffer.from(`${user}:${hash}`).toString('base64')}`
}

const headersAt = (ms: number, timestamp = String(ms)): Record<string, string> => ({
  'content-type': 'application/xml',
  soapaction: '""',
  timestamp,
  authorization: signed(timestamp),
  'x-road-client': xRoadCredentials.xRoadClient,
  apikey: xRoadCredentials.apiKey,
})

const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(listening.url + populationPaths.xRoad, {
    method: 'POST',
    headers: { ...headersAt(Date.now()), ...headers },
    body,
  })
  return { status: response.status, text: await response.text() }
}

test('a question in the order of the format is answered with the record', async () => {
  const { status, text } = await post(envelope(elements()))
  expect(status).toBe(200)
  expect(text).toContain(`SoDinhDanh>${person.personalId}<`)
})

test('a timestamp in seconds is taken as well', async () => {
  const headers = headersAt(0, String(Math.floor(Date.now() / 1000)))
  expect((await post(envelope(elements()), headers)).status).toBe(200)
})

describe('a question is refused', () => {
  const swapped = (first: number, second: number): string[] => {
    const content = elements()
    const [a = '', b = ''] = [content[first], content[second]]
    return content.with(first, b).with(second, a)
  }

  test.each([
    ['when the officer stands before the integration code', envelope(swapped(2, 3))],
    ['when the name stands before the number', envelope(swapped(7, 8))],
    ['when an element is missing', envelope(elements().toSpliced(4, 1))],
    ['when there is one too many', envelope([...elements(), leaf('OTP', '1')])],
    [
      'when the integration code is that of another operation',
      envelope(elements().with(2, leaf('MaTichHop', '003'))),
    ],
    [
      'when its number has over 40 characters',
      envelope(elements().with(0, leaf('MaYeuCau', 'T'.repeat(41)))),
    ],
    ['when the namespace is another', envelope(elements(), 'http://gtel.vn/qldc')],
    ['when it is no XML', 'x'],
  ])('%s', async (_, body) => {
    const { status, text } = await post(body)
    expect(status).toBe(500)
    expect(text).toContain('<soapenv:Fault>')
  })

  test.each([
    ['from ten minutes ago', headersAt(Date.now() - 600_000), 401],
    ['from ten minutes ahead', headersAt(Date.now() + 600_000), 401],
    ['whose secret is another', { authorization: signed('1', 'sai') }, 401],
    ['whose signature is of another moment', { timestamp: String(Date.now() + 1) }, 401],
    ['of another member', { 'x-road-client': 'VN/GOV/H01/KHAC' }, 403],
    ['without the platform’s key', { apikey: '' }, 403],
    ['as text/xml', { 'content-type': 'text/xml' }, 500],
    ['with an action', { soapaction: '"TraCuu"' }, 500],
  ])('%s', async (_, headers, status) => {
    expect((await post(envelope(elements()), headers)).status).toBe(status)
  })
})

test('the namespace of the answer is written in several ways, the same for the same person', async () => {
  const styleOf = async (index: number): Promise<string> => {
    const { personalId, fullName, birthDate } = world.person(index)
    const content = elements(personalId)
      .with(8, leaf('HoVaTen', matchingName(fullName)))
      .with(9, leaf('NgayThangNamSinh', leaf('Nam', birthDate.slice(0, 4))))
    const { text } = await post(envelope(content))
    return /<(\w+:)?CongdanCollection( xmlns(:\w+)?)?/.exec(text)?.[0] ?? text
  }
  const indexes = Array.from({ length: 40 }, (_, index) => index)
  const styles = await Promise.all(indexes.map(styleOf))
  expect(new Set(styles)).toEqual(
    new Set([
      '<ns1:CongdanCollection xmlns:ns1',
      '<CongdanCollection xmlns',
      '<dan:CongdanCollection xmlns:dan',
      '<CongdanCollection',
    ]),
  )
  expect(await Promise.all(indexes.map(styleOf))).toEqual(styles)
})

test('nobody is told in two forms, the same for the same number', async () => {
  const formOf = async (index: number): Promise<boolean> => {
    const { text } = await post(envelope(elements(`0963209999${index + 10}`)))
    return text.includes('CongDan>')
  }
  const indexes = Array.from({ length: 20 }, (_, index) => index)
  const forms = await Promise.all(indexes.map(formOf))
  expect(new Set(forms)).toEqual(new Set([true, false]))
  expect(await Promise.all(indexes.map(formOf))).toEqual(forms)
})
