import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { createGovernment } from '../../mocks/index.ts'
import { requestToken } from '../../mocks/identity/request-token.ts'
import { formatRegister, protectedHash } from '../../src/access/protected-register.ts'
import { startApp } from '../../src/app.ts'
import { checkConfig } from '../../src/config.ts'
import { isRecord } from '../../src/lib/secrets.ts'
import { createSubjects, type Facts } from './subjects.ts'

const key = 'a key of this measurement and of no other use'
const demonstration = fileURLToPath(new URL('../../policy/demonstration.yaml', import.meta.url))
const question =
  'query ($match: CitizenMatch!) { citizen(match: $match) { __typename ... on NotFound { message } ... on AccessDenied { reason } } }'
const tokenLifeMs = 60_000

/** Nobody is stopped by a budget here. */
const boundlessPolicy = (): string => {
  const policy: unknown = parse(readFileSync(demonstration, 'utf8'))
  if (!isRecord(policy)) throw new Error('the policy is no object')
  const budgets = {
    DOSSIER: { windowHours: 24, officer: 900_000, agency: 1_000_000 },
    INTAKE: { windowHours: 24, officer: 400_000, agency: 500_000 },
  }
  return JSON.stringify({ ...policy, budgets })
}

/** The gateway on the simulated government, with a register of protected persons of its own. */
export const startMeasured = async (count: number) => {
  const government = await createGovernment({ port: 0 })
  const subjects = createSubjects(government.world, count)
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-timing-'))
  const policy = join(directory, 'policy.json')
  const file = join(directory, 'protected.jsonl')
  const hashes = subjects.hidden.map(
    ({ personalId }) => [protectedHash(key, personalId), 'MEASUREMENT'] as const,
  )
  writeFileSync(policy, boundlessPolicy())
  writeFileSync(file, formatRegister(new Map(hashes), key))
  const config = checkConfig({
    ...government.gatewayConfig,
    port: 0,
    adminPort: 0,
    logLevel: 'silent',
    access: { policy, protectedPersons: { file, key } },
    audit: { directory },
  })
  const app = await startApp(config)
  let token = { text: '', endsAt: 0 }

  const headers = async () => {
    if (Date.now() > token.endsAt)
      token = {
        text: await requestToken(government.urls.identity, 'officer'),
        endsAt: Date.now() + tokenLifeMs,
      }
    return {
      'content-type': 'application/json',
      authorization: `Bearer ${token.text}`,
      'lien-thong-procedure': '1.001193',
    }
  }

  /** How long it takes to be told that nobody matches, in milliseconds. */
  const time = async (match: Facts): Promise<number> => {
    const request = {
      method: 'POST',
      headers: await headers(),
      body: JSON.stringify({ query: question, variables: { match } }),
    }
    const startedAt = performance.now()
    const answer = await (await fetch(`${app.url}/graphql`, request)).text()
    const tookMs = performance.now() - startedAt
    if (answer.includes('"__typename":"NotFound"')) return tookMs
    // Nobody was asked: on a busy machine the record may take too long for once.
    if (!answer.includes('"AUDIT_UNAVAILABLE"'))
      throw new Error(`not told that nobody matches: ${answer}`)
    await sleep(500)
    return time(match)
  }

  return {
    subjects,
    time,
    async stop(): Promise<void> {
      await app.stop()
      await government.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
