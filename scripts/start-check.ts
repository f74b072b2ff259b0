import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestToken } from '../mocks/identity/request-token.ts'
import { createSamples } from '../demo/samples.ts'

/**
 * Does what a newcomer does: `npm start`, then the board query, and asks that dossiers with a person come back within
 * 60 s of starting. Ports of its own, so that a running demonstration is left alone.
 */
const env = { ...process.env, PORT: '4800', ADMIN_PORT: '4801', MOCKS_PORT: '4810' }
const issuer = 'http://127.0.0.1:4811'
const limitMs = 60_000

const ask = async (): Promise<string> => {
  const token = await requestToken(issuer, 'officer')
  const [board] = createSamples({ personalId: '', fullName: '', birthDate: '' })
  const response = await fetch('http://127.0.0.1:4800/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: board?.query }),
  })
  return response.text()
}

const startedAt = performance.now()
const elapsed = () => Math.round(performance.now() - startedAt)
const server = spawn('npm', ['start'], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
  detached: true,
})
let answer = ''
while (elapsed() < limitMs && !answer.includes('"__typename":"Citizen"')) {
  await sleep(250)
  answer = await ask().catch(() => '')
}
console.log(`the board query was answered after ${elapsed()} ms, ${answer.length} characters`)
if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
await once(server, 'exit')
if (!answer.includes('"__typename":"Citizen"')) {
  console.error(`no dossier with its citizen within ${limitMs} ms: ${answer.slice(0, 500)}`)
  process.exitCode = 1
}
