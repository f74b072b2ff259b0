import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { listen } from '../../mocks/support/listen.ts'

const main = new URL('../../mocks/main.ts', import.meta.url).pathname
const tokenScript = new URL('../../mocks/identity/token.ts', import.meta.url).pathname

const failure = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() })

const run = async (script: string, args: readonly string[], mocksPort: string) => {
  const options = { env: { ...process.env, MOCKS_PORT: mocksPort } }
  return promisify(execFile)(process.execPath, [script, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => failure.parse(error),
  )
}

const readyMessage = z.object({
  type: z.literal('ready'),
  gatewayConfig: z.object({ identity: z.object({ issuer: z.url() }) }),
})

const start = async () => {
  const child = fork(main, { env: { ...process.env, MOCKS_PORT: '0' }, silent: true })
  onTestFinished(() => void child.kill('SIGKILL'))
  const message = await new Promise((resolve, reject) => {
    child.once('message', resolve).once('exit', () => reject(new Error('It did not start')))
  })
  return { child, ready: readyMessage.parse(message) }
}

test('starts within two hundred megabytes and ends by itself once closed', async () => {
  const { code, stdout } = await run(main, ['--measure'], '0')
  expect(code).toBe(0)
  const { milliseconds, megabytes } = z
    .object({ milliseconds: z.number(), megabytes: z.number() })
    .parse(JSON.parse(stdout))
  expect(megabytes).toBeLessThan(200)
  // The promise is 2 s; a busy machine gets some more.
  expect(milliseconds).toBeLessThan(8_000)
})

test('tells its parent the gateway configuration and ends cleanly when told to', async () => {
  const { child, ready } = await start()
  expect((await fetch(`${ready.gatewayConfig.identity.issuer}/jwks`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('ends when its parent goes', async () => {
  const { child } = await start()
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a port in use gives one clear message and exit code 1', async () => {
  const taken = await listen(createServer(), 0)
  onTestFinished(taken.close)
  const { code, stderr } = await run(main, [], String(taken.port - 1))
  expect(code).toBe(1)
  expect(stderr).toContain(`Port ${String(taken.port)} is in use`)
  expect(stderr).not.toContain('    at ')
})

test.each(['80', '65500', 'x', '-1'])('MOCKS_PORT=%s is refused with advice', async (port) => {
  const { code, stderr } = await run(main, [], port)
  expect({ code, stderr }).toMatchObject({ code: 1 })
  expect(stderr).toContain('MOCKS_PORT must be 0 or a number')
})

test('token prints nothing but the token of the persona', async () => {
  const { ready } = await start()
  const identityPort = Number(new URL(ready.gatewayConfig.identity.issuer).port)
  const { code, stdout, stderr } = await run(tokenScript, ['officer'], String(identityPort - 1))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(decodeJwt(stdout.trim())).toMatchObject({ role: 'officer' })
})

test('token says in both languages when nothing is running', async () => {
  const free = await listen(createServer(), 0)
  await free.close()
  const { code, stdout, stderr } = await run(tokenScript, ['officer'], String(free.port - 1))
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('npm run mocks')
  expect(stderr).toMatch(/Hãy chạy.*\n.*Run/s)
})

test.each([[[]], [['mayor']]])('token lists the personas when asked for %o', async (args) => {
  const { code, stdout, stderr } = await run(tokenScript, args, '0')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('officer, dashboard, ministry, citizen, auditor, operator')
})

test.each([main, tokenScript])('%s --help explains itself in both languages', async (script) => {
  const { code, stdout } = await run(script, ['--help'], '0')
  expect(code).toBe(0)
  expect(stdout).toContain('MOCKS_PORT')
})
