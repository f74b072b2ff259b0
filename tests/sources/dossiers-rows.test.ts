import { http, HttpResponse } from 'msw'
import { afterEach, expect, test } from 'vitest'
import { alarmsDuring, boot, codeOf, codesOf, unitOf, type Booted } from './dossiers-fixture.ts'
import { createPaperWorld } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

/** An installation of iGate whose searches have this content. */
const withContent = (content: readonly unknown[], more: object = { last: true }) => ({
  system: 'dossiers',
  instance: 'ha-noi',
  handlers: [
    http.post('*/token', () => HttpResponse.json({ access_token: 'abc', expires_in: 300 })),
    http.get('*/pa/dossier-search/dvc', () => HttpResponse.json({ content, ...more })),
  ],
})

const row = {
  code: 'H26.101-261116-0001',
  appliedDate: '2026-11-16T01:42:10.000+0000',
  dossierStatus: 2,
}
const haNoi = { province: unitOf('01') }

test('a row that cannot be read is left out, and the installation is named for it', async () => {
  const instead = [withContent([row, { ...row, code: 'không có mã' }, { nothing: true }])]
  gateway = await boot(createPaperWorld([]), { instead })
  const request = gateway.request()
  const page = await request.search(haNoi, { first: 10, after: null })
  expect(codesOf(page)).toEqual([row.code])
  expect(page.coverage).toEqual({
    asked: 1,
    answered: 0,
    missing: [{ instance: 'ha-noi', reason: 'MALFORMED' }],
  })
  expect(request.outcomes.rows()).toEqual([
    { name: 'dossiers', instance: 'ha-noi', status: 'MALFORMED' },
  ])
  expect(await page.totalCount()).toBeNull()
})

test('the same row twice is one dossier', async () => {
  gateway = await boot(createPaperWorld([]), { instead: [withContent([row, { ...row }])] })
  expect(codesOf(await gateway.search(haNoi))).toEqual([row.code])
  expect((await gateway.request().dossier(codeOf(row.code)))?.code).toBe(row.code)
})

test('two rows of one dossier that differ are an error and an alarm', async () => {
  const instead = [withContent([row, { ...row, dossierStatus: 4 }])]
  gateway = await boot(createPaperWorld([]), { instead })
  const alarms = await alarmsDuring(async () => {
    await expect(gateway.request().dossier(codeOf(row.code))).rejects.toMatchObject({
      fault: 'malformed',
    })
    await expect(gateway.search(haNoi)).rejects.toMatchObject({ fault: 'malformed' })
  })
  expect(alarms).toEqual(['CONFLICTING_ROWS'])
})

test.each([
  [
    'more rows than were asked for',
    Array.from({ length: 12 }, (_, n) => ({ ...row, code: `H26.101-261116-${String(1000 + n)}` })),
    { last: true },
  ],
  ['no row that can be read', [{}], { last: true }],
  ['no row and the promise of more', [], { last: false }],
  ['no word on whether more follows', [row], {}],
])('an answer with %s is malformed', async (_what, content, more) => {
  gateway = await boot(createPaperWorld([]), { instead: [withContent(content, more)] })
  const { search } = gateway.request()
  await expect(search(haNoi, { first: 1, after: null })).rejects.toMatchObject({
    fault: 'malformed',
  })
})

test('a system that goes in a circle is noticed', async () => {
  gateway = await boot(createPaperWorld([]), { instead: [withContent([row], { last: false })] })
  const { search } = gateway.request()
  const page = await search(haNoi, { first: 5, after: null })
  expect(codesOf(page)).toEqual([row.code])
  expect(page.coverage.missing).toEqual([{ instance: 'ha-noi', reason: 'MALFORMED' }])
})

test.each([
  [
    { dossierStatus: undefined, statusCurrentTask: 'Đang xử lý' },
    { status: 'UNKNOWN', rawStatus: 'Đang xử lý' },
  ],
  [{ dossierStatus: '04' }, { status: 'PROCESSING', rawStatus: '04' }],
  [{ applyMethod: { id: 1 } }, { channel: 'ONLINE' }],
  [{ applyMethod: { id: 7, name: 'Qua tổng đài' } }, { channel: 'UNKNOWN' }],
  [
    {
      procedure: {
        code: 'HN-01',
        nationCode: '1.001193',
        translate: [{ languageId: 46, name: 'Birth' }],
      },
    },
    { procedureCode: '1.001193', procedureName: 'Birth' },
  ],
  [{ appointmentDate: 'chưa hẹn' }, { sourceDueAt: null }],
  [
    { completedDate: null, returnedDate: '2026-11-17T03:00:00.000+0000' },
    { finishedAt: '2026-11-17T10:00:00+07:00' },
  ],
  [
    { agency: { code: '000.00.101.H26', name: 'UBND phường Hoàn Kiếm' } },
    {
      receivedBy: {
        name: 'UBND phường Hoàn Kiếm',
        organisationCode: 'H26.101',
        communeCode: '00070',
      },
    },
  ],
  [
    { applicant: { data: { fullname: 'NGUYỄN THỊ MẪU'.normalize('NFD') } } },
    {
      applicant: {
        fullName: 'NGUYỄN THỊ MẪU',
        birthDate: null,
        personalId: null,
        oldCardNumber: null,
      },
    },
  ],
])('a row of iGate with %j', async (differences, expected) => {
  gateway = await boot(createPaperWorld([]), {
    instead: [withContent([{ ...row, ...differences }])],
  })
  expect(await gateway.request().dossier(codeOf(row.code))).toMatchObject(expected)
})
