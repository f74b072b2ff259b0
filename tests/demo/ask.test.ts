import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { type Gateway, startGateway } from '../support/gateway.ts'

const script = join(import.meta.dirname, '../../demo/ask.ts')

interface Ports {
  readonly PORT: string
  readonly MOCKS_PORT: string
}

/** The script as a visitor runs it: arguments behind it, the query on its standard input. */
const ask = async (ports: Ports, args: readonly string[], query = '{ __typename }') => {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...ports } })
  onTestFinished(() => void child.kill('SIGKILL'))
  // It may end without reading its input.
  child.stdin.on('error', () => undefined).end(query)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
})

const portOf = (url: string): number => Number(new URL(url).port)

/** Of those that no system hands out by itself: one that was free a moment ago may be another test's by now. */
const silentPorts = { PORT: '1027', MOCKS_PORT: '1028' }

const person = `{ citizen(match: { personalId: "001069590735", fullName: "Nguyen Van Tu", birthDate: "1969-01-16" }) {
  __typename ... on Citizen { fullName } ... on AccessDenied { reason }
} }`

describe('while the gateway runs', () => {
  let gateway: Gateway
  let ports: Ports
  beforeAll(async () => {
    gateway = await startGateway()
    // The identity provider has the port behind the first of the simulated government.
    const mocksPort = String(portOf(gateway.issuer) - 1)
    ports = { PORT: String(portOf(gateway.url)), MOCKS_PORT: mocksPort }
    return () => gateway.stop()
  })

  /** A script tells an answer with errors by the exit code. */
  const answerTo = async (args: readonly string[], query: string) => {
    const { code, stdout, stderr } = await ask(ports, args, query)
    const said = answer.parse(JSON.parse(stdout))
    expect({ code, stderr }).toEqual({ code: said.errors === undefined ? 0 : 1, stderr: '' })
    return said
  }

  test('a public question is answered without a persona', async () => {
    const { data, errors } = await answerTo([], '{ commune(code: "00070") { name } }')
    expect(errors).toBeUndefined()
    expect(data).toEqual({ commune: { name: 'Phường Hoàn Kiếm' } })
  })

  test('the answer is laid out for a reader', async () => {
    const { stdout } = await ask(ports, [], '{ commune(code: "00070") { name } }')
    expect(stdout).toContain('\n  "data": {\n    "commune": {\n')
  })

  test.each([
    ['nobody', [], 'UNAUTHENTICATED'],
    ['an officer without a procedure', ['officer'], 'PURPOSE_REQUIRED'],
    ['a dashboard', ['dashboard', '--procedure', '1.001193'], 'ROLE_NOT_ALLOWED'],
  ])('%s is told why they may not see a person', async (_, args, reason) => {
    const { data } = await answerTo(args, person)
    expect(data).toEqual({ citizen: { __typename: 'AccessDenied', reason } })
  })

  test('an officer with a procedure sees the person', async () => {
    const { data } = await answerTo(['officer', '--procedure', '1.001193'], person)
    expect(data).toEqual({ citizen: { __typename: 'Citizen', fullName: 'Nguyễn Văn Tú' } })
  })

  test('a dossier named as the purpose needs its procedure', async () => {
    const { errors } = await answerTo(['officer', '--dossier', 'H26.104-261118-0001'], person)
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['BAD_USER_INPUT'])
  })

  test('a query with a mistake gets the error of the gateway', async () => {
    const { errors } = await answerTo([], '{ noSuchField }')
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })
})

describe('while nothing runs', () => {
  test.each([
    ['without a persona', []],
    ['with a persona', ['officer']],
  ])('a question %s ends with code 1 and tells in two languages what to start', async (_, args) => {
    expect(await ask(silentPorts, args)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Chưa kết nối được: hãy chạy "npm start" trước, cùng PORT và MOCKS_PORT.\nNothing answers: run "npm start" first, with the same PORT and MOCKS_PORT.\n',
    })
  })

  test.each([
    [
      'an unknown persona',
      ['mayor'],
      /^Hãy chọn một vai: officer, .*\nChoose a persona: officer, /,
    ],
    ['an unknown option', ['--as', 'officer'], /Xem --help\.\n.*See --help\.\n$/],
  ])('%s ends with code 1 and advice in two languages', async (_, args, advice) => {
    const { code, stdout, stderr } = await ask({ PORT: '1', MOCKS_PORT: '1' }, args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(advice)
  })

  test.each(['--help', '-h'])('%s tells every persona and option', async (flag) => {
    const { code, stdout, stderr } = await ask({ PORT: '1', MOCKS_PORT: '1' }, [flag])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of ['officer', 'auditor', '--procedure', '--dossier', 'PORT', 'MOCKS_PORT'])
      expect(stdout).toContain(word)
  })
})
