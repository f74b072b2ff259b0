import { afterEach, expect, test } from 'vitest'
import {
  boot,
  codeOf,
  momentOf,
  numberOf,
  procedureOf,
  unitOf,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const received = at('2026-11-16T08:42:10.250')
const dossier = paper(agencies.hoanKiem, received, {
  status: 9,
  channel: 2,
  finishedAt: at('2026-11-17T10:00:00'),
  steps: [
    {
      at: at('2026-11-16T09:00:00'),
      officer: 'Trần Văn Cán Bộ',
      organisation: 'UBND phường Hoàn Kiếm',
      content: 'Tiếp nhận hồ sơ',
      status: 2,
    },
  ],
})
const haNoi = { province: unitOf('01') }

test('a dossier reads the same by its code and in a list', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const { search } = gateway.request()
  const listed = (await search(haNoi, { first: 1, after: null })).items[0]?.dossier
  const found = await gateway.request().dossier(codeOf(dossier.code))
  expect(found).toEqual(listed)
  expect(found).toEqual({
    code: dossier.code,
    instance: 'ha-noi',
    procedureCode: '1.001193',
    procedureName: 'Đăng ký khai sinh',
    status: 'COMPLETED',
    rawStatus: '9',
    applicant: {
      fullName: 'Nguyễn Thị Mẫu',
      birthDate: '1992-02-29',
      personalId: '001192000111',
      oldCardNumber: null,
    },
    receivedBy: {
      name: 'UBND phường Hoàn Kiếm',
      organisationCode: 'H26.101',
      communeCode: '00070',
    },
    receivedAt: '2026-11-16T08:42:10.250+07:00',
    sourceDueAt: '2026-11-17T08:42:10.250+07:00',
    finishedAt: '2026-11-17T10:00:00+07:00',
    channel: 'ONLINE',
    pauses: [],
    fees: null,
    results: null,
  })
})

test('the Vietnamese name is taken though English comes first', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const found = await gateway.request().dossier(codeOf(dossier.code))
  expect(found?.procedureName).toBe('Đăng ký khai sinh')
  expect(found?.receivedBy.name).toBe('UBND phường Hoàn Kiếm')
})

test.each([
  [1, 'IN_PERSON'],
  [2, 'ONLINE'],
  [3, 'POST'],
] as const)(
  'national channel %i, which iGate numbers one lower, is %s',
  async (channel, expected) => {
    const one = paper(agencies.hoanKiem, received, { channel })
    gateway = await boot(createPaperWorld([one]))
    expect((await gateway.request().dossier(codeOf(one.code)))?.channel).toBe(expected)
  },
)

test.each([
  ['001192000111', { personalId: '001192000111', oldCardNumber: null }],
  ['012345678', { personalId: null, oldCardNumber: '012345678' }],
  ['000000001', { personalId: null, oldCardNumber: null }],
  [null, { personalId: null, oldCardNumber: null }],
])('an applicant stated with number %s', async (number, expected) => {
  const one = paper(agencies.hoanKiem, received, {
    applicant: { fullName: 'Nguyễn Thị Mẫu', birthDate: null, number },
  })
  gateway = await boot(createPaperWorld([one]))
  const found = await gateway.request().dossier(codeOf(one.code))
  expect(found?.applicant).toEqual({ fullName: 'Nguyễn Thị Mẫu', birthDate: null, ...expected })
})

test('a birth date sent as the moment it began in Vietnam is that day, and a year stays a year', async () => {
  const births = ['1992-02-29', '1960-05-10', '1950']
  const papers = births.map((birthDate) =>
    paper(agencies.hoanKiem, received, {
      applicant: { fullName: 'Nguyễn Thị Mẫu', birthDate, number: null },
    }),
  )
  gateway = await boot(createPaperWorld(papers))
  const { items } = await gateway.search(haNoi)
  expect(items.map((item) => item.dossier.applicant.birthDate)).toEqual(births)
})

test('steps come without the officer who took them', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const request = gateway.request()
  const found = await request.dossier(codeOf(dossier.code))
  const steps = found && (await request.steps(found))
  expect(steps).toEqual([
    {
      at: '2026-11-16T09:00:00+07:00',
      organisation: 'UBND phường Hoàn Kiếm',
      content: 'Tiếp nhận hồ sơ',
      status: 'RECEIVED',
    },
  ])
})

test('every filter goes upstream', async () => {
  const other = paper(agencies.hoanKiem, at('2026-11-15T08:00:00'), {
    procedureCode: '1.004194',
    status: 2,
    applicant: { fullName: 'Lê Văn Mẫu', birthDate: null, number: '012345678' },
  })
  gateway = await boot(createPaperWorld([dossier, other]))
  const filters = [
    { procedure: procedureOf('1.004194') },
    { status: 'RECEIVED' as const },
    { applicantId: numberOf('012345678') },
    { receivedTo: momentOf('2026-11-15T23:59:59+07:00') },
  ]
  for (const filter of filters) {
    const page = await gateway.search({ ...haNoi, ...filter })
    expect(page.items.map((item) => item.dossier.code)).toEqual([other.code])
  }
  const { items } = await gateway.search({ ...haNoi, receivedFrom: momentOf('2026-11-16') })
  expect(items.map((item) => item.dossier.code)).toEqual([dossier.code])
})

test('a total is counted only when it is asked for', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const page = await gateway.search(haNoi)
  expect(gateway.asked('search-page')).toHaveLength(0)
  expect(await page.totalCount()).toBe(1)
  expect(await page.totalCount()).toBe(1)
  expect(gateway.asked('search-page')).toHaveLength(1)
})

test('one token serves all questions until shortly before it ends', async () => {
  let moment = now
  gateway = await boot(createPaperWorld([dossier], () => moment))
  await Promise.all([gateway.search(haNoi), gateway.search({ ...haNoi, status: 'RECEIVED' })])
  gateway.expire()
  await gateway.search(haNoi)
  expect(gateway.asked('search')).toHaveLength(3)
  expect(gateway.asked('token')).toHaveLength(1)
  moment = new Date(now.getTime() + 280_000)
  await gateway.search(haNoi)
  expect(gateway.asked('token')).toHaveLength(2)
})

test('50 waiting callers whose token was ended meanwhile cause one login', async () => {
  const papers = Array.from({ length: 50 }, () => paper(agencies.hoanKiem, received))
  gateway = await boot(createPaperWorld(papers))
  await gateway.search(haNoi)
  gateway.journal.clear()
  gateway.faults.set('dossiers', 'ha-noi', { kind: 'expired-session', times: 1 })
  const { dossier: load } = gateway.request()
  const found = await Promise.all(papers.map(({ code }) => load(codeOf(code))))
  expect(found.every((one) => one !== null)).toBe(true)
  expect(gateway.asked('token')).toHaveLength(1)
})

test('wrong credentials are a refusal, not an outage', async () => {
  gateway = await boot(createPaperWorld([dossier]), {
    change: (settings) =>
      settings.dialect === 'igate'
        ? { credentials: { ...settings.credentials, clientSecret: 'sai' } }
        : {},
  })
  await expect(gateway.request().dossier(codeOf(dossier.code))).rejects.toMatchObject({
    fault: 'rejected',
    source: 'dossiers',
    instance: 'ha-noi',
  })
})
