import { describe, expect, test } from 'vitest'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import type { Fault } from '../../mocks/support/faults.ts'
import {
  bootScripted,
  bootSimulated,
  codeOf,
  failureOf,
  listenToAlarms,
  ok,
  request,
} from './procedures-fixture.ts'

const birth = codeOf('1.001193')

describe('the list', () => {
  test('names a procedure and how far it goes online', async () => {
    const { summary } = await bootSimulated()
    expect(await summary(birth)).toEqual({
      code: '1.001193',
      name: 'Đăng ký khai sinh',
      onlineLevel: 'FULL',
    })
  })

  test('is asked once for all callers and all requests', async () => {
    const { procedures, asked } = await bootSimulated()
    const callers = Array.from({ length: 50 }, () => request(procedures).summary(birth))
    await Promise.all(callers)
    await request(procedures).search({}, { first: 10, after: null })
    expect(asked('LayDanhSachTTHC')).toHaveLength(1)
  })

  test('that comes back empty is an outage, and is asked again', async () => {
    const { procedures, summary, faults } = await bootSimulated()
    faults.set({ kind: 'empty', times: 1 })
    expect((await failureOf(summary(birth))).fault).toBe('malformed')
    expect(await request(procedures).summary(birth)).not.toBeNull()
  })

  test('knows nothing of a row that is missing', async () => {
    const { summary, faults } = await bootSimulated()
    faults.set({ kind: 'missing' })
    const found = await Promise.all([summary(codeOf('1.000302')), summary(codeOf('1.000321'))])
    expect(found.map((row) => row?.code ?? null)).toEqual(['1.000302', null])
  })

  test('gives the same pages in whatever order its rows come', async () => {
    const plain = await bootSimulated()
    const reordered = await bootSimulated()
    reordered.faults.set({ kind: 'reordered' })
    const page = { first: 20, after: null }
    expect(await reordered.search({}, page)).toEqual(await plain.search({}, page))
  })

  test('drops a row without a code and counts a repeated one once', async () => {
    const { search, faults } = await bootSimulated()
    faults.set({ kind: 'extra' })
    expect((await search({}, { first: 1, after: null })).totalCount).toBe(500)
  })

  test('raises an alarm over levels that nobody knows, and says UNKNOWN', async () => {
    const alarms = listenToAlarms()
    const { summary, faults } = await bootSimulated()
    faults.set({ kind: 'unknown-enum' })
    expect((await summary(birth))?.onlineLevel).toBe('UNKNOWN')
    expect(alarms).toEqual(['UNKNOWN_ENUM'])
  })

  test('keeps the first of two rows that name one code differently, and raises an alarm', async () => {
    const alarms = listenToAlarms()
    const rows = ['Tên thứ nhất', 'Tên thứ hai'].map((name) => ({ MATTHC: birth, TENTTHC: name }))
    const { summary } = await bootScripted(({ service }) => service && ok(rows))
    expect((await summary(birth))?.name).toBe('Tên thứ nhất')
    expect(alarms).toEqual(['CONFLICTING_ROWS'])
  })
})

describe('details', () => {
  test('hold the whole tree of a procedure', async () => {
    const { details } = await bootSimulated()
    const tree = await details(birth)
    expect(tree).toMatchObject({
      code: '1.001193',
      publishedBy: 'G15',
      isPublic: true,
      fields: [{ code: 'G15-HT01', name: 'Hộ tịch' }],
      agencies: [{ code: 'Z01', name: 'Ủy ban nhân dân cấp xã' }],
      audiences: ['Công dân Việt Nam'],
      results: [{ name: 'Giấy khai sinh' }],
      legalBases: [{ code: '60/2014/QH13' }, { code: '123/2015/NĐ-CP' }],
    })
    expect(tree?.channels.map(({ channel }) => channel)).toEqual(['IN_PERSON', 'ONLINE', 'POST'])
  })

  test('of a repealed procedure say that it is not public', async () => {
    const { details } = await bootSimulated()
    expect((await details(codeOf('2.001009')))?.isPublic).toBe(false)
  })

  test('of irregular and local codes are asked for by the code as it is', async () => {
    const { details, asked } = await bootSimulated()
    const codes = ['9.000007.000.00.00.H26', 'T-BPC-990013'].map(codeOf)
    const trees = await Promise.all(codes.map((code) => details(code)))
    expect(trees.map((tree) => tree?.code)).toEqual(codes)
    expect([...asked('LayThuTuc')].sort()).toEqual(codes)
  })

  test('of one code are asked for once by a page of 50', async () => {
    const { details, asked } = await bootSimulated()
    await Promise.all(Array.from({ length: 50 }, () => details(birth)))
    expect(asked('LayThuTuc')).toEqual(['1.001193'])
  })

  test('are asked for once across requests', async () => {
    const { procedures, asked } = await bootSimulated()
    await Promise.all([request(procedures).details(birth), request(procedures).details(birth)])
    await request(procedures).details(birth)
    expect(asked('LayThuTuc')).toEqual(['1.001193'])
  })

  test('of a code that is not listed are null without a call', async () => {
    const { details, asked } = await bootSimulated()
    expect(await details(codeOf('1.999999'))).toBeNull()
    expect(asked('LayThuTuc')).toEqual([])
  })

  test('that are listed but empty are null', async () => {
    const { details, summary, faults } = await bootSimulated()
    await summary(birth)
    faults.set({ kind: 'empty' })
    expect(await details(birth)).toBeNull()
  })

  test('about another procedure are malformed and raise an alarm', async () => {
    const alarms = listenToAlarms()
    const { details, faults } = await bootSimulated()
    faults.set({ kind: 'wrong-person' })
    expect((await failureOf(details(birth))).fault).toBe('malformed')
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('are found beside a row about another procedure, which raises an alarm', async () => {
    const { details, summary, faults } = await bootSimulated()
    await summary(birth)
    const alarms = listenToAlarms()
    faults.set({ kind: 'extra' })
    expect((await details(birth))?.code).toBe('1.001193')
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('that come twice for one code are malformed', async () => {
    const alarms = listenToAlarms()
    const row = { MATTHC: birth, TENTTHC: 'Đăng ký khai sinh' }
    const { details } = await bootScripted(({ service }) =>
      service === 'LayThuTuc' ? ok([row, row]) : service && ok([row]),
    )
    expect((await failureOf(details(birth))).fault).toBe('malformed')
    expect(alarms).toEqual(['CONFLICTING_ROWS'])
  })

  test('with a channel that nobody knows keep it as UNKNOWN and raise an alarm', async () => {
    const { details, summary, faults } = await bootSimulated()
    await summary(birth)
    const alarms = listenToAlarms()
    faults.set({ kind: 'unknown-enum' })
    expect((await details(birth))?.channels).toEqual([{ channel: 'UNKNOWN', timeOptions: [] }])
    expect(alarms).toEqual(['UNKNOWN_ENUM'])
  })

  test('of many codes are asked for eight at a time', async () => {
    const codes = Array.from({ length: 40 }, (_, n) => `1.0000${String(n).padStart(2, '0')}`)
    const running = { now: 0, most: 0 }
    const { details } = await bootScripted(
      async ({ service, code }) => {
        if (service !== 'LayThuTuc') return service && ok(codes.map((one) => ({ MATTHC: one })))
        running.now += 1
        running.most = Math.max(running.most, running.now)
        await new Promise((resolve) => setTimeout(resolve, 5))
        running.now -= 1
        return ok([{ MATTHC: code }])
      },
      { connections: 40 },
    )
    const trees = await Promise.all(codes.map((code) => details(codeOf(code))))
    expect(trees.map((tree) => tree?.code)).toEqual(codes)
    expect(running.most).toBe(8)
  })

  test('that fail for one code cost the others nothing', async () => {
    const rows = [{ MATTHC: '1.000001' }, { MATTHC: '1.000002' }]
    const { details } = await bootScripted(({ service, code }) => {
      if (service !== 'LayThuTuc') return service && ok(rows)
      return code === '1.000001' ? ok([{ MATTHC: '1.000002' }]) : ok([{ MATTHC: code }])
    })
    const answers = await Promise.allSettled([
      details(codeOf('1.000001')),
      details(codeOf('1.000002')),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('other catalogues', () => {
  test('the fields are named once each and asked for once', async () => {
    const { procedures, fields, asked } = await bootSimulated()
    const found = await fields()
    expect(found).toContainEqual({ code: 'G15-HT01', name: 'Hộ tịch' })
    expect(new Set(found.map(({ code }) => code)).size).toBe(found.length)
    await request(procedures).fields()
    expect(asked('LayDanhMucLinhVuc')).toHaveLength(1)
  })

  test('the agencies hold ministries and the 34 provinces', async () => {
    const { agencies } = await bootSimulated()
    const found = await agencies()
    expect(found).toContainEqual({ code: 'G15', name: 'Bộ Tư pháp' })
    expect(found.filter(({ code }) => /^H\d\d$/.test(code))).toHaveLength(34)
  })

  test('an empty catalogue of fields is an outage', async () => {
    const { fields, faults } = await bootSimulated()
    faults.set({ kind: 'empty' })
    expect((await failureOf(fields())).fault).toBe('malformed')
  })
})

describe('a system that fails', () => {
  const faults: readonly [Fault, string, string][] = [
    [{ kind: 'down' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'cut' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'slow', ms: 5000 }, 'timeout', 'TIMEOUT'],
    [{ kind: 'garbage' }, 'malformed', 'MALFORMED'],
    [{ kind: 'html' }, 'malformed', 'MALFORMED'],
    [{ kind: 'status', status: 503 }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 403 }, 'rejected', 'REFUSED'],
    [{ kind: 'oversize' }, 'malformed', 'MALFORMED'],
  ]
  test.each(faults)('by %j is %s, and the answer says so', async (fault, kind, status) => {
    // Megabytes take their time on a machine that has much else to do.
    const system = await bootSimulated({ deadlineMs: fault.kind === 'slow' ? 700 : 20_000 })
    await system.summary(birth)
    system.faults.set(fault)
    const outcomes = new SourceOutcomes()
    const error = await failureOf(system.procedures.loaders(outcomes).details(birth))
    expect(error).toMatchObject({ source: 'procedures', fault: kind })
    expect(outcomes.rows()).toEqual([{ name: 'procedures', instance: null, status }])
  })

  test('is asked again by the next request, since failures are not kept', async () => {
    const system = await bootSimulated({ attempts: 1 })
    system.faults.set({ kind: 'status', status: 500, times: 1 })
    await failureOf(system.summary(birth))
    expect(await request(system.procedures).summary(birth)).not.toBeNull()
  })
})
