import { http, HttpResponse } from 'msw'
import { afterEach, expect, test } from 'vitest'
import {
  alarmsDuring,
  boot,
  codeOf,
  momentOf,
  numberOf,
  procedureOf,
  unitOf,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const received = at('2026-11-16T08:42:10')
const dossier = paper(agencies.hacThanh, received, {
  status: 9,
  channel: 3,
  finishedAt: at('2026-11-17T10:00:00'),
  supplements: [
    { from: at('2026-11-16T10:00:00'), until: at('2026-11-16T15:30:00') },
    { from: at('2026-11-17T08:00:00'), until: null },
  ],
  fees: [{ name: 'Lệ phí', amount: 120_000 }],
  results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000001' }],
  steps: [
    {
      at: at('2026-11-16T09:00:00'),
      officer: 'Trần Văn Cán Bộ',
      organisation: 'UBND phường Hạc Thành',
      content: 'Tiếp nhận hồ sơ',
      status: 2,
    },
  ],
})
const thanhHoa = { province: unitOf('38') }

test('a dossier reads the same by its code and in a list', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const listed = (await gateway.search(thanhHoa)).items[0]?.dossier
  const found = await gateway.request().dossier(codeOf(dossier.code))
  expect(found).toEqual(listed)
  expect(found).toEqual({
    code: dossier.code,
    instance: 'thanh-hoa',
    procedureCode: '1.001193',
    procedureName: 'Đăng ký khai sinh',
    status: 'COMPLETED',
    rawStatus: '9',
    applicant: {
      fullName: 'Nguyễn Thị Mẫu',
      birthDate: null,
      personalId: '001192000111',
      oldCardNumber: null,
    },
    receivedBy: {
      name: 'UBND phường Hạc Thành',
      organisationCode: 'H56.101',
      communeCode: '14797',
    },
    receivedAt: '2026-11-16T08:42:10+07:00',
    sourceDueAt: '2026-11-17T08:42:10+07:00',
    finishedAt: '2026-11-17T10:00:00+07:00',
    channel: 'POST',
    pauses: [
      { from: '2026-11-16T10:00:00+07:00', until: '2026-11-16T15:30:00+07:00' },
      { from: '2026-11-17T08:00:00+07:00', until: null },
    ],
    fees: [{ name: 'Lệ phí', amount: 120_000 }],
    results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000001' }],
  })
})

test('an empty text is no due date and no finish', async () => {
  const one = paper(agencies.hacThanh, received, { dueAt: null })
  gateway = await boot(createPaperWorld([one]))
  const found = await gateway.request().dossier(codeOf(one.code))
  expect(found).toMatchObject({ sourceDueAt: null, finishedAt: null, fees: [], results: [] })
})

test.each([
  ['001192000111', { personalId: '001192000111', oldCardNumber: null }],
  ['012345678', { personalId: null, oldCardNumber: '012345678' }],
  ['000000001', { personalId: null, oldCardNumber: null }],
  [null, { personalId: null, oldCardNumber: null }],
])('an applicant stated with number %s', async (number, expected) => {
  const one = paper(agencies.hacThanh, received, {
    applicant: { fullName: 'Nguyễn Thị Mẫu', birthDate: '1992-02-29', number },
  })
  gateway = await boot(createPaperWorld([one]))
  const found = await gateway.request().dossier(codeOf(one.code))
  expect(found?.applicant).toEqual({ fullName: 'Nguyễn Thị Mẫu', birthDate: null, ...expected })
})

test('steps come without the officer who took them', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  const request = gateway.request()
  const found = await request.dossier(codeOf(dossier.code))
  const steps = found && (await request.steps(found))
  expect(steps).toEqual([
    {
      at: '2026-11-16T09:00:00+07:00',
      organisation: 'UBND phường Hạc Thành',
      content: 'Tiếp nhận hồ sơ',
      status: 'RECEIVED',
    },
  ])
})

test('a dossier that is not found is told by the message and is null', async () => {
  gateway = await boot(createPaperWorld([]))
  const request = gateway.request()
  expect(await request.dossier(codeOf('H56.101-261116-0099'))).toBeNull()
  expect(request.outcomes.rows()).toEqual([
    { name: 'dossiers', instance: 'thanh-hoa', status: 'OK' },
  ])
})

test('success without a dossier contradicts itself: an error, not an absence', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  gateway.faults.set('dossiers', 'thanh-hoa', { kind: 'empty' })
  await expect(gateway.request().dossier(codeOf(dossier.code))).rejects.toMatchObject({
    fault: 'malformed',
  })
})

test('every filter goes upstream, times to the second', async () => {
  const other = paper(agencies.hacThanh, at('2026-11-15T08:00:00'), {
    procedureCode: '1.004194',
    status: 2,
    applicant: { fullName: 'Lê Văn Mẫu', birthDate: null, number: '012345678' },
  })
  gateway = await boot(createPaperWorld([dossier, other]))
  const filters = [
    { procedure: procedureOf('1.004194') },
    { status: 'RECEIVED' as const },
    { applicantId: numberOf('012345678') },
    { receivedTo: momentOf('2026-11-15T08:00:00.400+07:00') },
  ]
  for (const filter of filters) {
    const page = await gateway.search({ ...thanhHoa, ...filter })
    expect(page.items.map((item) => item.dossier.code)).toEqual([other.code])
    expect(await page.totalCount()).toBe(1)
  }
  const alarms = await alarmsDuring(async () => {
    const receivedFrom = momentOf('2026-11-15T08:00:00.400+07:00')
    const later = await gateway.search({ ...thanhHoa, receivedFrom })
    expect(later.items.map((item) => item.dossier.code)).toEqual([dossier.code])
  })
  expect(alarms).toEqual([])
})

test('50 waiting callers with an expired session cause one login', async () => {
  const papers = Array.from({ length: 50 }, () => paper(agencies.hacThanh, received))
  gateway = await boot(createPaperWorld(papers))
  await gateway.search(thanhHoa)
  gateway.journal.clear()
  gateway.faults.set('dossiers', 'thanh-hoa', { kind: 'expired-session', times: 1 })
  const { dossier: load } = gateway.request()
  const found = await Promise.all(papers.map(({ code }) => load(codeOf(code))))
  expect(found.every((one) => one !== null)).toBe(true)
  expect(gateway.asked('login')).toHaveLength(1)
})

test('a session that is refused even when new is a refusal', async () => {
  gateway = await boot(createPaperWorld([dossier]))
  gateway.faults.set('dossiers', 'thanh-hoa', { kind: 'expired-session' })
  await expect(gateway.request().dossier(codeOf(dossier.code))).rejects.toMatchObject({
    fault: 'rejected',
  })
  expect(gateway.asked('TraCuuHoSo')).toHaveLength(2)
})

test('wrong credentials are a refusal, not an outage', async () => {
  gateway = await boot(createPaperWorld([dossier]), {
    change: (settings) =>
      settings.dialect === 'packet'
        ? { credentials: { ...settings.credentials, password: 'sai' } }
        : {},
  })
  await expect(gateway.request().dossier(codeOf(dossier.code))).rejects.toMatchObject({
    fault: 'rejected',
    instance: 'thanh-hoa',
  })
})

/** An installation whose every answer but the login is this one. */
const answering = (answer: object) => ({
  system: 'dossiers',
  instance: 'thanh-hoa',
  handlers: [
    http.post('*/auth', () => HttpResponse.json({ error_code: 0, session: 'abc' })),
    http.post('*/integration', () => HttpResponse.json(answer)),
  ],
})

const wire = {
  MaHoSo: 'H56.101-261116-0001',
  NgayTiepNhan: '20261116084210',
  TrangThaiHoSo: '2',
}

test.each([
  ['0', 'Thành công'],
  ['00', 'Tra cứu hồ sơ thành công'],
  [0, 'THÀNH CÔNG'],
  ['3', 'Thành công'],
  ['-3', 'Thành công'.normalize('NFD')],
])('code %j with message %s is success', async (error_code, message) => {
  const instead = [answering({ error_code, message, result: [wire] })]
  gateway = await boot(createPaperWorld([]), { instead })
  const found = await gateway.request().dossier(codeOf(wire.MaHoSo))
  expect(found).toMatchObject({ code: wire.MaHoSo, status: 'RECEIVED' })
})

test.each([
  ['0', 'Đã nhận yêu cầu', 'malformed'],
  ['0', '', 'malformed'],
  ['3', '', 'malformed'],
  ['5', 'Thành công', 'malformed'],
  ['0', 'Tra cứu không thành công', 'unavailable'],
  ['-3', 'Thao tác thất bại', 'unavailable'],
  ['99', 'Hệ thống đang bận', 'unavailable'],
  ['-1', 'Đơn vị không có quyền truy cập', 'rejected'],
  ['-1', 'Dịch vụ không tồn tại', 'unavailable'],
])('code %s with message %s is %s', async (error_code, message, fault) => {
  const instead = [answering({ error_code, message, result: [wire] })]
  gateway = await boot(createPaperWorld([]), { instead })
  await expect(gateway.request().dossier(codeOf(wire.MaHoSo))).rejects.toMatchObject({ fault })
})

test.each([['Không tìm thấy hồ sơ'], ['Hồ sơ không tồn tại'], ['Không có dữ liệu']])(
  'the message %s is an absence',
  async (message) => {
    const instead = [answering({ error_code: '0', message, result: '' })]
    gateway = await boot(createPaperWorld([]), { instead })
    expect(await gateway.request().dossier(codeOf(wire.MaHoSo))).toBeNull()
    expect((await gateway.search(thanhHoa)).items).toEqual([])
  },
)

test('a single dossier that comes without its list is read all the same', async () => {
  const instead = [answering({ error_code: '0', message: 'Thành công', result: wire })]
  gateway = await boot(createPaperWorld([]), { instead })
  expect((await gateway.request().dossier(codeOf(wire.MaHoSo)))?.code).toBe(wire.MaHoSo)
})

test('a number of a passport is no personal id', async () => {
  const papers = { DinhDanhCHS: [{ LoaiDinhDanh: '3', SoDinhDanh: '123456789' }] }
  const result = [{ ...wire, ...papers }]
  const instead = [answering({ error_code: '0', message: 'Thành công', result })]
  gateway = await boot(createPaperWorld([]), { instead })
  const found = await gateway.request().dossier(codeOf(wire.MaHoSo))
  expect(found?.applicant).toMatchObject({ personalId: null, oldCardNumber: null })
})

test('a total that is not told is not known', async () => {
  const instead = [answering({ error_code: '0', message: 'Thành công', result: [wire] })]
  gateway = await boot(createPaperWorld([]), { instead })
  const page = await gateway.search(thanhHoa)
  expect(page.items).toHaveLength(1)
  expect(page.hasNextPage).toBe(false)
  expect(await page.totalCount()).toBeNull()
})
