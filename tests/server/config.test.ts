import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { checkConfig, ConfigError, readConfig } from '../../src/config.ts'

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0 })
  return () => government.close()
})

const problemsOf = (act: () => unknown): readonly string[] => {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

const fileWith = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'lien-thong-')), 'gateway.yaml')
  writeFileSync(path, text)
  return path
}

describe('a configuration that cannot be used', () => {
  test('is refused with every problem in one message', () => {
    const problems = problemsOf(() =>
      checkConfig({ port: 'four thousand', colour: 'red', identity: { issuer: 'here' } }),
    ).join('\n')
    for (const key of [
      'port',
      'colour',
      'identity.issuer',
      'identity.audience',
      'population',
      'procedures',
      'dossiers',
    ])
      expect(problems).toContain(key)
  })

  test('never shows a secret in its message', () => {
    const problems = problemsOf(() =>
      checkConfig({ identity: 'hunter2-secret', port: 'hunter2-secret' }),
    )
    expect(problems.join('\n')).not.toContain('hunter2-secret')
  })

  test('never shows a line of a file that cannot be read', () => {
    const warned: string[] = []
    const listen = (warning: Error) => void warned.push(warning.message)
    process.on('warning', listen)
    const problems = [
      'a: !vault hunter2-secret',
      'a: [hunter2-secret',
      'a: hunter2-secret\nb: *none',
    ]
      .map(fileWith)
      .map((path) => problemsOf(() => readConfig({ GATEWAY_CONFIG: path })).join('\n'))
    for (const problem of problems) {
      expect(problem).toMatch(/^GATEWAY_CONFIG: /)
      expect(problem).not.toContain('hunter2')
    }
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        process.off('warning', listen)
        expect(warned.join('\n')).not.toContain('hunter2')
        resolve()
      })
    })
  })

  test.each(['https://dashboard.example/', 'https://dashboard.example/page', '*'])(
    'names a CORS origin that no browser would send: %s',
    (origin) => {
      const config = { ...government.gatewayConfig, cors: { origins: [origin] } }
      expect(problemsOf(() => checkConfig(config)).join()).toContain('cors.origins.0: ')
    },
  )

  test('names PORT once where it is no port', () => {
    const problems = problemsOf(() => checkConfig(government.gatewayConfig, { PORT: 'four' }))
    expect(problems).toEqual(['PORT: a whole number is needed'])
  })

  test('names a key that is also a name of every object', () => {
    const config = { ...government.gatewayConfig, host: { constructor: 'x' } }
    expect(problemsOf(() => checkConfig(config)).join()).toMatch(/^host: /)
  })

  test('names the environment variable or the file that holds no secret', () => {
    const config = {
      ...government.gatewayConfig,
      identity: { issuer: { env: 'NO_SUCH' }, audience: { file: '/no/such' } },
    }
    const problems = problemsOf(() => checkConfig(config, {}))
    expect(problems).toContain('identity.issuer: the environment variable NO_SUCH is not set')
    expect(problems).toContain('identity.audience: the file cannot be read or is empty')
  })

  test.each([
    ['no file named', {}],
    ['a file that does not exist', { GATEWAY_CONFIG: '/no/such/file.yaml' }],
    ['a file that is not YAML', { GATEWAY_CONFIG: fileWith('a: [1') }],
  ])('is refused: %s', (_, env) => {
    expect(problemsOf(() => readConfig(env))[0]).toMatch(/^GATEWAY_CONFIG: /)
  })
})

describe('a configuration file', () => {
  test('takes secrets from files and from the environment', () => {
    const secret = fileWith('  https://lien-thong.example/graphql \n')
    const config = {
      ...government.gatewayConfig,
      identity: { issuer: { env: 'ISSUER' }, audience: { file: secret } },
    }
    const { identity } = checkConfig(config, { ISSUER: 'http://127.0.0.1:1' })
    expect(identity).toMatchObject({
      issuer: 'http://127.0.0.1:1',
      audience: 'https://lien-thong.example/graphql',
    })
  })

  test('may be YAML or JSON, and PORT and ADMIN_PORT override it', () => {
    const path = fileWith(JSON.stringify(government.gatewayConfig))
    expect(readConfig({ GATEWAY_CONFIG: path, PORT: '4321', ADMIN_PORT: '4322' })).toMatchObject({
      port: 4321,
      adminPort: 4322,
    })
  })

  test('counts each worker among those who divide what a contract allows', () => {
    const { gatewayConfig } = government
    const population = { ...checkConfig(gatewayConfig).population, replicas: 2 }
    expect(checkConfig({ ...gatewayConfig, workers: 3 }).population.replicas).toBe(3)
    expect(
      checkConfig({ ...gatewayConfig, population }, { WORKERS: '3' }).population.replicas,
    ).toBe(6)
    expect(checkConfig({ ...gatewayConfig, population }).population.replicas).toBe(2)
  })

  test.each([
    ['address', { REDIS_URL: 'redis://b:6379' }, { url: 'redis://b:6379', keyRing: 'a.json' }],
    ['key file', { CACHE_KEY_RING: 'b.json' }, { url: 'redis://a:6379', keyRing: 'b.json' }],
  ])('takes the %s of Redis from the environment, alone as well', (_, env, redis) => {
    const cache = { redis: { url: 'redis://a:6379', keyRing: 'a.json' } }
    expect(checkConfig({ ...government.gatewayConfig, cache }, env).cache.redis).toMatchObject(
      redis,
    )
  })

  test('asks for no Redis because of a key file alone', () => {
    const config = checkConfig(government.gatewayConfig, { CACHE_KEY_RING: 'b.json' })
    expect(config.cache.redis).toBeUndefined()
  })

  test('is frozen once read', () => {
    const config = checkConfig(government.gatewayConfig)
    expect(Object.isFrozen(config.dossiers)).toBe(true)
  })
})
