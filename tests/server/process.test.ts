import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { listen } from '../../mocks/support/listen.ts'
import { personalIn } from '../support/canaries.ts'
import { createManifests } from '../support/manifests.ts'

const main = new URL('../../src/main.ts', import.meta.url).pathname
const configFile = join(mkdtempSync(join(tmpdir(), 'lien-thong-')), 'gateway.json')

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0 })
  writeFileSync(configFile, JSON.stringify(government.gatewayConfig))
  return () => government.close()
})

const spawnGateway = (
  port: string,
  options: readonly string[] = [],
  config = configFile,
): ChildProcess => {
  const child = spawn(process.execPath, [...options, main], {
    env: { ...process.env, GATEWAY_CONFIG: config, PORT: port, ADMIN_PORT: '0' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Nothing that a process says is about a person. */
const silent = (output: string): string => {
  expect(personalIn(output, government.world)).toEqual([])
  return output
}

const outputOf = async ({ stdout, stderr }: ChildProcess): Promise<string> =>
  silent((await Promise.all([stdout && text(stdout), stderr && text(stderr)])).join(''))

/** Waits for the line that says where it listens. */
const addressOf = async ({ stdout }: ChildProcess): Promise<string> => {
  let said = ''
  for await (const chunk of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(chunk)
    const address = /http:\S+\/graphql/.exec(said)?.[0]
    if (address !== undefined) return address
  }
  throw new Error('The gateway did not start.')
}

describe('told to end', () => {
  test('it answers what is under way, takes nothing new, and exits with 0', async () => {
    government.faults.set('procedures', null, { kind: 'slow', ms: 1_500, times: 2 })
    onTestFinished(() => government.faults.set('procedures', null, null))
    const gateway = spawnGateway('0')
    const address = await addressOf(gateway)
    const exit = once(gateway, 'exit')
    const ask = () =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ procedure(code: "1.001193") { name } }' }),
      })
    const underWay = ask()
    await new Promise((resolve) => setTimeout(resolve, 500))
    gateway.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await expect(ask()).rejects.toThrow()
    expect(await (await underWay).json()).toMatchObject({
      data: { procedure: { name: expect.any(String) } },
    })
    expect(await exit).toEqual([0, null])
  })
})

describe('a process that cannot go on', () => {
  test('says that a port is taken, in both languages, and hangs on to nothing', async () => {
    const taken = createServer()
    const { port, close } = await listen(taken, 0)
    onTestFinished(close)
    const gateway = spawnGateway(String(port))
    const [output, exit] = await Promise.all([outputOf(gateway), once(gateway, 'exit')])
    expect(exit).toEqual([1, null])
    expect(output).toMatch(/already in use.*Cổng đã được dùng/)
  })

  test('names what it cannot use of the registered operations, and hangs on to nothing', async () => {
    const { directory, put } = createManifests({ 'desk.json': { board: '{ notAField }' } })
    const trustedDocuments = { directory }
    put('gateway.config', { ...government.gatewayConfig, trustedDocuments })
    const gateway = spawnGateway('0', [], join(directory, 'gateway.config'))
    const [output, exit] = await Promise.all([outputOf(gateway), once(gateway, 'exit')])
    expect(exit).toEqual([1, null])
    expect(output).toMatch(/^The trusted documents cannot be used:\n {2}- desk.json: board: /)
  })

  test('says where an unexpected error arose, not what it says, and exits with 1', async () => {
    const crash = join(mkdtempSync(join(tmpdir(), 'lien-thong-')), 'crash.mjs')
    // Once it says that it is there: how long that takes is the machine's affair.
    const [person] = government.world.sandbox.people
    const message = JSON.stringify(`${person?.fullName}\n    at /${person?.personalId}:1:1`)
    writeFileSync(
      crash,
      `const say = console.log; console.log = (...words) => { say(...words); Promise.reject(new TypeError(${message})) }`,
    )
    const gateway = spawnGateway('0', ['--import', crash])
    const [output, exit] = await Promise.all([outputOf(gateway), once(gateway, 'exit')])
    expect(exit).toEqual([1, null])
    expect(output).toContain('"event":"crash"')
    expect(output).toContain('"kind":"TypeError"')
  })
})
