import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { UpstreamError } from '../../src/lib/errors.ts'
import { toFindUsageAnswer } from '../../src/server/usage/answer.ts'
import { startGateway } from '../support/gateway.ts'
import { births, callUsage, createClock } from '../support/looks.ts'

describe('a store that cannot be written', () => {
  test('is told as a fault, never as a list without entries, and the heartbeat fails', async () => {
    const closed = await startGateway({ now: createClock().now })
    const lock = new DatabaseSync(join(closed.auditDirectory, 'audit.sqlite'))
    try {
      const token = await closed.token('citizen')
      expect((await callUsage(closed, 'heartbeat')).body).toEqual({
        status: 'OK',
        message: 'The access log can be written and read.',
      })
      lock.exec('begin immediate')
      const answer = await callUsage(closed, 'findUsage', { token, body: {} })
      expect(answer.status).toBe(500)
      expect(answer.body).toEqual({
        code: 'Receiver',
        message: 'This cannot be answered now. It does not mean that nobody looked.',
      })
      const beat = await callUsage(closed, 'heartbeat', { headers: { 'accept-language': 'vi' } })
      expect(beat).toMatchObject({ status: 200, body: { status: 'FAIL' } })
      lock.exec('rollback')
      await vi.waitFor(
        async () => expect((await callUsage(closed, 'heartbeat')).body.status).toBe('OK'),
        { timeout: 5_000, interval: 100 },
      )
    } finally {
      lock.close()
      await closed.stop()
    }
  })
})

describe('a system that gives names', () => {
  const usage = {
    at: Date.parse('2026-11-18T02:00:00Z'),
    purpose: 'DOSSIER',
    procedure: '1.001193.000.00.00.H22',
    organisation: 'H26.101',
    client: 'one-stop',
    source: 'population',
    fields: ['fullName'],
  } as const
  const down = (source: string) => () => Promise.reject(new UpstreamError(source, 'unavailable'))
  type Sources = Parameters<typeof toFindUsageAnswer>[1]['sources']
  const answerFrom = async (agency: unknown, summary: unknown) => {
    const sources = { dossiers: { agency }, procedures: { summary } } as unknown as Sources
    const { usages } = await toFindUsageAnswer(
      { total: 1, items: [usage] },
      { sources, language: 'en' },
    )
    return usages[0]
  }

  test('and does not answer costs the names only', async () => {
    expect(await answerFrom(down('dossiers'), down('procedures'))).toEqual({
      logtime: '2026-11-18T09:00:00+07:00',
      action: 'Looked up to settle a dossier: 1.001193.000.00.00.H22',
      receiverCode: 'H26.101',
      receiverSystem: 'one-stop',
    })
  })

  test('may know a procedure by its national code alone', async () => {
    const summary = (code: string) =>
      Promise.resolve(code === births ? { name: 'Đăng ký khai sinh' } : null)
    const told = await answerFrom(() => Promise.resolve(null), summary)
    expect(told?.action).toBe(
      'Looked up to settle a dossier: Đăng ký khai sinh (1.001193.000.00.00.H22)',
    )
  })

  test('and fails by a mistake of our own hides nothing', async () => {
    const broken = () => Promise.reject(new TypeError('a mistake'))
    await expect(answerFrom(broken, down('procedures'))).rejects.toThrow(TypeError)
  })
})
