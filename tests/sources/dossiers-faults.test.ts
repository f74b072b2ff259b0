import { afterEach, describe, expect, test } from 'vitest'
import type { WorldAgency } from '../../mocks/world/types.ts'
import {
  alarmsDuring,
  boot,
  codeOf,
  codesOf,
  must,
  numberOf,
  unitOf,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

/** Per dialect an agency asked about, and a stranger's in the same installation. */
const dialects = [
  ['igate', 'ha-noi', '01', agencies.hoanKiem, agencies.cuaNam],
  ['packet', 'phu-tho', '25', agencies.vietTri, agencies.hoaBinh],
] as const

const written = (mine: WorldAgency, other: WorldAgency) => {
  const own = [3, 4, 5].map((minutes) => paper(mine, minutesAgo(minutes)))
  const stranger = paper(other, minutesAgo(1), {
    applicantIndex: -1,
    applicant: { fullName: 'Lê Văn Lạ', birthDate: null, number: '001085000777' },
  })
  return { own, all: [...own, stranger] }
}

describe.each(dialects)('an answer of %s', (_dialect, instance, _province, mine, other) => {
  const commune = { communes: [unitOf(must(mine.communeCode))] }
  const one = written(mine, other)
  const [first, second, third] = one.own.map(({ code }) => code)
  const start = async (
    kind: 'reordered' | 'missing' | 'extra' | 'wrong-person' | 'unknown-enum',
  ) => {
    gateway = await boot(createPaperWorld(one.all))
    gateway.faults.set('dossiers', instance, { kind })
  }

  test('with its rows in another order is put in order', async () => {
    await start('reordered')
    expect(codesOf(await gateway.search(commune))).toEqual([first, second, third])
  })

  test('that lacks a row is what it is', async () => {
    await start('missing')
    expect(codesOf(await gateway.search(commune))).toEqual([second, third])
  })

  test('with a row of another agency drops it and raises an alarm', async () => {
    await start('extra')
    const alarms = await alarmsDuring(async () => {
      const page = await gateway.search(commune)
      expect(codesOf(page)).toEqual([first, second, third])
      expect(page.coverage.missing).toEqual([])
    })
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test("with another person's row among a person's dossiers drops it and raises an alarm", async () => {
    await start('wrong-person')
    const alarms = await alarmsDuring(async () => {
      const page = await gateway.search({ applicantId: numberOf('001192000111') })
      expect(codesOf(page)).toEqual([second, third])
    })
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('about another dossier than the one asked for is an error and an alarm, never data', async () => {
    await start('wrong-person')
    const alarms = await alarmsDuring(async () => {
      const request = gateway.request()
      await expect(request.dossier(codeOf(must(first)))).rejects.toMatchObject({
        fault: 'malformed',
        instance,
      })
      expect(request.outcomes.rows()).toEqual([{ name: 'dossiers', instance, status: 'MALFORMED' }])
    })
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('with another dossier beside the one asked for gives the one', async () => {
    await start('extra')
    const alarms = await alarmsDuring(async () => {
      expect((await gateway.request().dossier(codeOf(must(first))))?.code).toBe(first)
    })
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('with a status nobody knows keeps it beside UNKNOWN and raises an alarm', async () => {
    await start('unknown-enum')
    const alarms = await alarmsDuring(async () => {
      const { items } = await gateway.search(commune)
      expect(items[0]?.dossier).toMatchObject({ status: 'UNKNOWN', rawStatus: '99' })
    })
    expect(alarms).toEqual(['UNKNOWN_ENUM'])
  })
})

describe.each(dialects)('%s being', (_dialect, instance, province, mine, other) => {
  const { all, own } = written(mine, other)

  test.each([
    [{ kind: 'down' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 503 }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 403 }, 'rejected', 'REFUSED'],
    [{ kind: 'status', status: 302 }, 'malformed', 'MALFORMED'],
    [{ kind: 'status', status: 404 }, 'malformed', 'MALFORMED'],
    [{ kind: 'slow', ms: 1500 }, 'timeout', 'TIMEOUT'],
    [{ kind: 'cut' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'garbage' }, 'malformed', 'MALFORMED'],
    [{ kind: 'html' }, 'malformed', 'MALFORMED'],
    [{ kind: 'oversize' }, 'malformed', 'MALFORMED'],
  ] as const)(
    '%j is an error, is named in the coverage of the country, and is forgotten',
    async (kind, fault, reason) => {
      // Megabytes take their time on a machine that has much else to do.
      const deadlineMs = kind.kind === 'slow' ? 700 : 20_000
      gateway = await boot(createPaperWorld(all), { change: () => ({ deadlineMs }) })
      gateway.faults.set('dossiers', instance, kind)
      const request = gateway.request()
      await expect(request.dossier(codeOf(must(own[0]).code))).rejects.toMatchObject({
        fault,
        instance,
      })
      await expect(gateway.search({ province: unitOf(province) })).rejects.toMatchObject({ fault })
      const country = await gateway.search({})
      expect(country.coverage).toEqual({ asked: 3, answered: 2, missing: [{ instance, reason }] })
      expect(await country.totalCount()).toBeNull()

      gateway.faults.set('dossiers', instance, null)
      expect(await gateway.request().dossier(codeOf(must(own[0]).code))).not.toBeNull()
      expect(codesOf(await gateway.search({ province: unitOf(province) }))).toHaveLength(4)
    },
  )
})

test('one dossier that fails does not cost another of the same request', async () => {
  const papers = [paper(agencies.hoanKiem, now), paper(agencies.hacThanh, now)]
  gateway = await boot(createPaperWorld(papers))
  gateway.faults.set('dossiers', 'thanh-hoa', { kind: 'down' })
  const { dossier } = gateway.request()
  const answers = await Promise.allSettled(papers.map(({ code }) => dossier(codeOf(code))))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('when every installation fails the question fails: an outage is no empty list', async () => {
  gateway = await boot(createPaperWorld([]))
  gateway.faults.set('dossiers', null, { kind: 'down' })
  await expect(gateway.search({})).rejects.toMatchObject({ fault: 'unavailable' })
})

test('an installation whose list of agencies fails is named, and asked again at once', async () => {
  const papers = [
    paper(agencies.hoanKiem, at('2026-11-17T08:00:00')),
    paper(agencies.hacThanh, at('2026-11-16T08:00:00')),
  ]
  gateway = await boot(createPaperWorld(papers))
  gateway.faults.set('dossiers', 'ha-noi', { kind: 'garbage', times: 1 })
  const filter = { communes: [unitOf('00070'), unitOf('14797')] }
  const page = await gateway.search(filter)
  expect(codesOf(page)).toEqual([papers[1]?.code])
  expect(page.coverage.missing).toEqual([{ instance: 'ha-noi', reason: 'MALFORMED' }])
  expect(codesOf(await gateway.search(filter))).toEqual(papers.map(({ code }) => code))
})

test.each([
  ['ha-noi', agencies.hoanKiem, 'token'],
  ['thanh-hoa', agencies.hacThanh, 'login'],
])(
  'in %s a login that takes more than half of the time is given up, so that nobody joins a dying one',
  async (instance, agency, login) => {
    const one = paper(agency, minutesAgo(1))
    gateway = await boot(createPaperWorld([one]), { change: () => ({ deadlineMs: 1500 }) })
    gateway.faults.set('dossiers', instance, { kind: 'slow', ms: 900 })
    await expect(gateway.request().dossier(codeOf(one.code))).rejects.toMatchObject({
      fault: 'timeout',
    })
    gateway.faults.set('dossiers', instance, null)
    expect((await gateway.request().dossier(codeOf(one.code)))?.code).toBe(one.code)
    expect(gateway.asked(login, instance)).toHaveLength(2)
  },
)
