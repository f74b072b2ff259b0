import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { createGovernment } from '../../mocks/index.ts'
import { startApp } from '../../src/app.ts'
import { checkConfig } from '../../src/config.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { startIssuer } from '../support/issuer.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})

const number = '001192000111'
const match = `personalId: "${number}", birthDate: "1992"`

/** An answer as it stands on the wire, to a request that no client library would send. */
const raw = async (head: string): Promise<string> => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`${head}\r\nConnection: close\r\n\r\n`)
  return text(socket)
}

describe('what a caller wrote is not repeated', () => {
  test.each([
    ['a syntax error at a string', `{ commune(code: "00070" "${number}") { name } }`],
    ['a syntax error at a number', '{ commune(code: "00070" 1192000111) { name } }'],
    ['a syntax error at a name', '{ citizen(match: { fullName: A, NGUYENVANA }) { __typename } }'],
    ['an escape that does not exist', `{ commune(code: "\\u{${number}}") { name } }`],
  ])('in %s', async (_, query) => {
    const { status, text: answer } = await gateway.query(query)
    expect(status).toBe(400)
    expect(answer).toContain('GRAPHQL_PARSE_FAILED')
    expect(answer).not.toMatch(/1192000|NGUYENVANA/)
  })

  test('in an operation’s name', async () => {
    const query = 'query A { provinces { code } }'
    const { status, text: answer } = await gateway.post(
      JSON.stringify({ query, operationName: number }),
    )
    expect(status).toBe(400)
    expect(answer).not.toContain(number)
  })

  test('in the key of a value that looks like a path', async () => {
    const { text: answer, body } = await gateway.query(
      'query ($m: CitizenMatch!) { citizen(match: $m) { __typename } }',
      { variables: { m: { [` at "m${number}"; `]: 1 } } },
    )
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'm' })
    expect(answer).not.toContain(number)
  })

  test('in a literal that turns out wrong once a variable is known', async () => {
    const { text: answer, body } = await gateway.query(
      `query ($name: String = "A") { citizen(match: { ${match}, fullName: $name }) { __typename } }`,
      { as: 'officer', procedure: '1.001193', variables: { name: null } },
    )
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'match',
    })
    expect(answer).not.toContain(number)
  })

  test('in a path that cannot be decoded', async () => {
    const answer = await raw(`GET /graphql%ZZ?number=${number} HTTP/1.1\r\nHost: x`)
    expect(answer).toContain('HTTP/1.1 400 ')
    expect(answer).toContain('BAD_REQUEST')
    expect(answer).not.toContain(number)
  })
})

test('what is missing from a value is named', async () => {
  const { body } = await gateway.query(`{ citizen(match: { ${match} }) { __typename } }`)
  expect(body.errors?.[0]?.message).toBe('match: CitizenMatch.fullName is needed')
})

test('a variable that nothing declares is a mistake of the document, not of a value', async () => {
  const { body } = await gateway.query('{ communes(first: $count) { totalCount } }')
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
})

test('a host name that cannot be one is the caller’s mistake, not ours', async () => {
  const answer = await raw('GET /graphql?query={provinces{code}} HTTP/1.1\r\nHost: [')
  expect(answer).toContain('HTTP/1.1 400 ')
})

test('a document with hundreds of mistakes is told the first five', async () => {
  const { status, body } = await gateway.query(
    `{ ${Array.from({ length: 300 }, (_, i) => `wrong${i}`).join(' ')} }`,
  )
  expect(status).toBe(400)
  expect(body.errors).toHaveLength(5)
})

test.each([
  ['{ communes(first: 0) { totalCount } }', 'Giá trị không hợp lệ. first: '],
  ['{ communes(first: ) { totalCount } }', 'Câu truy vấn sai cú pháp. '],
  ['{ nothing }', 'Câu truy vấn không hợp với lược đồ. '],
  [`{ ${'provinces { code } '.repeat(21)} }`, 'Câu truy vấn hỏi nhiều hơn mức cho phép. '],
])('in Vietnamese, %s is refused with the words: %s', async (query, lead) => {
  const { body } = await gateway.query(query, { headers: { 'accept-language': 'vi' } })
  expect(body.errors?.[0]?.message.startsWith(lead)).toBe(true)
  expect(body.errors?.[0]?.extensions['retryable']).toBe(false)
})

test.each(['GET /nowhere', 'GET /graphql', 'PUT /graphql', 'GET /%ZZ'])(
  'every answer has a request id and is kept by nobody: %s',
  async (line) => {
    const answer = await raw(`${line} HTTP/1.1\r\nHost: x`)
    expect(answer).toMatch(/\r\nx-request-id: [\w-]{36}\r\n/)
    expect(answer).toContain('\r\ncache-control: no-store\r\n')
  },
)

describe('for operators', () => {
  test('a refused token leaves a line with the reason and without the token', async () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoib2ZmaWNlciJ9.c2ln'
    const { body } = await gateway.query('{ provinces { code } }', { token })
    const line = gateway
      .logged()
      .split('\n')
      .find((entry) => entry.includes('"status":401'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      event: 'refused',
      status: 401,
      code: expect.stringMatching(/^ERR_J/),
      requestId: body.errors?.[0]?.extensions['requestId'],
    })
    expect(gateway.logged()).not.toContain(token)
  })

  test('an error of our own making leaves a line that says where, and the caller learns nothing', async () => {
    const [government, issuer] = await Promise.all([createGovernment({ port: 0 }), startIssuer()])
    const lines: string[] = []
    const config = { ...government.gatewayConfig, identity: issuer.identity, port: 0, adminPort: 0 }
    const app = await startApp(checkConfig(config), {
      // A clock so wrong that the day before yesterday has no date is a fault that no table of errors names.
      now: () => new Date('0000-01-02T00:00:00Z'),
      logTo: { write: (line) => void lines.push(line) },
    })
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await issuer.token({ client_id: 'officer' })}`,
      },
      body: JSON.stringify({
        query: '{ dossiers(filter: { receivedWithinDays: 9 }) { totalCount } }',
      }),
    })
    expect(await response.json()).toMatchObject({
      data: { dossiers: null },
      errors: [{ message: 'Lỗi nội bộ.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    })
    const line = lines.find((entry) => entry.includes('"internal-error"'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      kind: 'RangeError',
      at: expect.arrayContaining([expect.stringContaining('src/resolvers/inputs.ts')]),
    })
    await Promise.all([app.stop(), government.close(), issuer.stop()])
  })
})
