import { afterEach, describe, expect, test } from 'vitest'
import { boot, codeOf, type Booted } from './dossiers-fixture.ts'
import { agencies, createPaperWorld, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

describe.each([
  ['igate', agencies.hoanKiem],
  ['packet', agencies.hacThanh],
])('a dossier of %s that waits for the citizen', (dialect, agency) => {
  const pausesOf = async (differences: Parameters<typeof paper>[2]) => {
    const one = paper(agency, minutesAgo(10), differences)
    gateway = await boot(createPaperWorld([one]))
    return (await gateway.request().dossier(codeOf(one.code)))?.pauses
  }

  test.each([5, 6])(
    'with status %i stands still though nothing says since when',
    async (status) => {
      expect(await pausesOf({ status })).toEqual([{ from: null, until: null }])
    },
  )

  test('says since when where the dialect carries it', async () => {
    const supplements = [{ from: minutesAgo(5), until: null }]
    const from = dialect === 'packet' ? '2026-11-18T08:55:00+07:00' : null
    expect(await pausesOf({ status: 5, supplements })).toEqual([{ from, until: null }])
  })

  test('no more does not stand still', async () => {
    expect(await pausesOf({ status: 4 })).toEqual([])
  })
})
