import { connect } from 'node:net'
import { Agent, request } from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { checkConfig, ConfigError } from '../../src/config.ts'
import { createAuthority } from '../support/certificates.ts'
import { startGateway } from '../support/gateway.ts'

const authority = createAuthority('authority')
const own = authority.issue('gateway')
const other = authority.issue('other')
const tls = { key: own.key, cert: own.cert }

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0 })
  return () => government.close()
})

const problemsOf = (changes: Record<string, unknown>): readonly string[] => {
  try {
    checkConfig({ ...government.gatewayConfig, ...changes })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('a configuration with TLS', () => {
  test.each([
    ['a key and its certificate', tls],
    ['an authority of clients', { ...tls, clientCa: authority.cert }],
    ['clients who have to', { ...tls, clientCa: authority.cert, requireClientCertificate: true }],
  ])('may have %s', (_, settings) => expect(problemsOf({ tls: settings })).toEqual([]))

  test.each([
    ['a key of another certificate', { ...tls, key: other.key }, 'tls'],
    ['a key that is none', { ...tls, key: 'hunter2-secret' }, 'tls'],
    ['a certificate that is none', { ...tls, cert: 'hunter2-secret' }, 'tls'],
    ['an authority that is none', { ...tls, clientCa: 'hunter2-secret' }, 'tls.clientCa'],
    [
      'clients who have to show what nobody can judge',
      { ...tls, requireClientCertificate: true },
      'tls.requireClientCertificate',
    ],
    ['no key', { cert: own.cert }, 'tls.key'],
  ])('is refused with %s, and no value is shown', (_, settings, place) => {
    const problems = problemsOf({ tls: settings })
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(`${place}: `)).toBe(true)
    expect(problems[0]).not.toMatch(/hunter2|BEGIN/)
  })

  test('is needed, or a proxy’s header, where only bound tokens are good', () => {
    const { identity } = checkConfig(government.gatewayConfig)
    const bound = { ...identity, certificateBound: 'required' }
    expect(problemsOf({ identity: bound })).toEqual([
      expect.stringMatching(/^identity\.certificateBound: needs tls\.clientCa/),
    ])
    expect(problemsOf({ identity: bound, tls })).toHaveLength(1)
    expect(problemsOf({ identity: bound, tls: { ...tls, clientCa: authority.cert } })).toEqual([])
    const header = { from: ['10.0.0.7'] }
    expect(problemsOf({ identity: { ...bound, clientCertificateHeader: header } })).toEqual([])
  })
})

test('a gateway with TLS asks nobody for a certificate by itself, and answers no plain HTTP', async () => {
  const gateway = await startGateway({ config: { tls } })
  onTestFinished(() => gateway.stop())
  const dispatcher = new Agent({ connect: { ca: authority.cert } })
  onTestFinished(() => dispatcher.close())
  const ofProvince = `${gateway.url}/graphql?query=%7Bprovince(code%3A%2201%22)%7Bcode%7D%7D`
  const headers = { 'apollo-require-preflight': '1' }
  const { statusCode, body } = await request(ofProvince, { dispatcher, headers })
  expect([statusCode, await body.json()]).toMatchObject([
    200,
    { data: { province: { code: '01' } } },
  ])

  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  const said = new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
  socket.write('GET /graphql HTTP/1.1\r\nhost: gateway\r\n\r\n')
  expect(await said).not.toContain('HTTP/1.1 200')
})
