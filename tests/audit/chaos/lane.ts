import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { expect } from 'vitest'
import type { Government } from '../../../mocks/index.ts'
import { requestToken } from '../../../mocks/identity/request-token.ts'
import { startApp } from '../../../src/app.ts'
import { checkConfig } from '../../../src/config.ts'
import { changedPolicy } from '../../support/policy.ts'
import { withoutReadAhead } from '../../support/read-ahead.ts'
import { layTraps } from './file.ts'
import { readIntents } from './intents.ts'
import { type Cast, type QuestionName, questions, requestOf, toldIn } from './questions.ts'
import { certain, createSink, type Fault } from './sink.ts'

/** Persons of whole schedules are counted, and budgets are somebody else's test. */
const generousBudgets = () =>
  changedPolicy(() => ({
    budgets: {
      DOSSIER: { windowHours: 24, officer: 900_000, agency: 1_000_000 },
      INTAKE: { windowHours: 24, officer: 400_000, agency: 500_000 },
    },
  }))

/** One thing that happens in a schedule. */
export interface Step {
  /** Broken now, mended now, or left as it is. */
  readonly turn: Fault | 'mend' | 'nothing'
  /** How long after the question; null: before it. */
  readonly afterMs: number | null
  readonly asks: readonly QuestionName[]
}

/** How much the record is trusted to do at this moment. */
type Mood = 'works' | 'fails' | 'fails late' | 'unknown'

const tokenLifeMs = 60_000

/** One gateway of its own audit on a government that it shares. */
export const startLane = async (government: Government, name: string, writeTimeoutMs: number) => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-chaos-'))
  const file = join(directory, 'audit.sqlite')
  const config = checkConfig({
    ...withoutReadAhead(government.gatewayConfig),
    port: 0,
    adminPort: 0,
    logLevel: 'silent',
    access: { policy: generousBudgets() },
    audit: { directory, writeTimeoutMs, checkpointRecords: 4, checkpointMs: 200, replica: name },
  })
  const now = government.world.now()
  const app = await startApp(config, { now: () => now })
  layTraps(file)
  const intents = readIntents(directory)
  const sink = createSink(file)
  let token = { text: '', endsAt: 0 }
  let asked = 0
  /** `late`: refused after more than a second; `needless`: refused while nothing was broken, as on a machine that is busy. */
  const counts = { answers: 0, shown: 0, closed: 0, late: 0, needless: 0 }

  const tokenNow = async (): Promise<string> => {
    if (Date.now() > token.endsAt) {
      const endsAt = Date.now() + tokenLifeMs
      token = { text: await requestToken(government.urls.identity, 'officer'), endsAt }
    }
    return token.text
  }

  const personal = async (): Promise<string> => {
    const { statusCode, body } = await request(`${app.adminUrl}/readyz`)
    expect(statusCode).toBe(200)
    return ((await body.json()) as { readonly personal: string }).personal
  }

  const ask = async (what: QuestionName, cast: Cast) => {
    const requestId = `${name}-${String((asked += 1)).padStart(8, '0')}`
    const authorization = `Bearer ${await tokenNow()}`
    const startedAt = performance.now()
    const { body, statusCode } = await request(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'lien-thong-procedure': '1.001193',
        'x-request-id': requestId,
        authorization,
      },
      body: requestOf(what, cast),
    })
    const text = await body.text()
    const tookMs = performance.now() - startedAt
    expect(statusCode, text).toBe(200)
    return { what, requestId, text, tookMs, told: toldIn(JSON.parse(text)) }
  }
  type Answered = Awaited<ReturnType<typeof ask>>

  /** Whoever is named in an answer stands in the store, by the very request that named them. */
  const judge = ({ what, requestId, text, tookMs, told }: Answered, cast: Cast, mood: Mood) => {
    counts.answers += 1
    counts.shown += told.shown
    counts.closed += told.closed
    const named = [
      ...cast.persons.map(({ fullName, personalId }) => [fullName, personalId] as const),
      [cast.dossier.applicant.fullName, cast.dossier.applicant.number ?? ''] as const,
    ].filter(([fullName]) => text.includes(`"${fullName.normalize('NFC')}"`))
    for (const [, number] of named)
      expect(intents.has(requestId, number), `${what} was answered without a record`).toBe(true)
    expect(told.others, text).toEqual([])
    if (told.closed > 0 && tookMs > 1_000) counts.late += 1
    if (text.includes('"procedure"')) expect(text).toMatch(/"procedure":\{"name":"\S/)
    if (!questions[what].isPersonal) expect(told).toMatchObject({ shown: 0, closed: 0 })
    else if (mood === 'works') counts.needless += told.closed
    else if (mood !== 'unknown') {
      expect(told.shown, what).toBe(0)
      expect(named, what).toEqual([])
      expect(told.closed, what).toBeGreaterThan(0)
    }
  }

  const turn = (to: Step['turn']): void => {
    if (to === 'mend') sink.mend()
    else if (to !== 'nothing') sink.break(to)
  }

  const moodAfter = (to: Step['turn'], before: Mood): Mood => {
    if (to === 'nothing') return before
    // What is late is written some time: open again until the next is given up.
    if (to === 'late') return 'fails late'
    return to !== 'mend' && certain.includes(to) ? 'fails' : 'unknown'
  }

  const play = async (step: Step, cast: Cast, before: Mood): Promise<Mood> => {
    const { turn: to, afterMs, asks } = step
    const after = moodAfter(to, before)
    if (afterMs === null) turn(to)
    const asking = Promise.all(asks.map((what) => ask(what, cast)))
    if (afterMs !== null) {
      await sleep(afterMs)
      turn(to)
    }
    const answers = await asking
    const mood = afterMs === null || to === 'nothing' ? after : 'unknown'
    for (const answer of answers) judge(answer, cast, mood)
    const hasFailed = mood === 'fails' && answers.some(({ told }) => told.closed > 0)
    // What an earlier fault has held up may open it for a moment.
    if (hasFailed && before === 'works') expect(await personal()).toBe('closed')
    return after
  }

  const opened = async (): Promise<void> => {
    const endsAt = performance.now() + 5_000
    while ((await personal()) !== 'open') {
      expect(performance.now(), 'the audit stays closed').toBeLessThan(endsAt)
      await sleep(80)
    }
  }

  /** A write that was given up while the sink was broken may be refused once more: it opens by itself, and stays open. */
  const recover = async (what: QuestionName, cast: Cast, tries = 3): Promise<void> => {
    await opened()
    const answer = await ask(what, cast)
    judge(answer, cast, 'unknown')
    if (answer.told.closed === 0) return
    expect(tries, `${what} is refused again and again`).toBeGreaterThan(0)
    await recover(what, cast, tries - 1)
  }

  return {
    counts,
    records: () => intents.count(),
    /** From a sink that works to one that works again. */
    async run(schedule: readonly Step[], cast: Cast): Promise<void> {
      let mood: Mood = 'works'
      for (const step of schedule) mood = await play(step, cast, mood)
      sink.mend()
      for (const what of ['a list', "a dossier's applicant"] as const) await recover(what, cast)
      expect(intents.isWhole()).toBe(true)
    },
    async stop(): Promise<void> {
      sink.mend()
      await app.stop()
      expect(intents.isWhole()).toBe(true)
      intents.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export type Lane = Awaited<ReturnType<typeof startLane>>
