import { describe, expect, test } from 'vitest'
import { xRoadCredentials } from '../../mocks/population/index.ts'
import { basicSignature } from '../../src/sources/population/signing.ts'
import { collection, envelope, row } from './population-documents.ts'
import {
  alarmsDuring,
  callerOf,
  failureOf,
  matchOf,
  must,
  sourceAnswering,
} from './population-fixture.ts'

const mau = matchOf('001192000111', 'Nguyễn Thị Mẫu', '1992-02-29')
const caller = callerOf('001085000777', '1.001193')

describe('over the wire', () => {
  test('a question is a POST of application/xml with an empty SOAP action, both keys and a signature', async () => {
    await using source = await sourceAnswering(collection(row()))
    await source.citizen(mau, caller)
    expect(source.asked).toHaveLength(1)
    expect(source.asked[0]?.url).toBe('/C06/TraCuuThongTinCongDan')
    expect(source.asked[0]?.headers).toMatchObject({
      'content-type': 'application/xml',
      soapaction: '""',
      'x-road-client': 'VN/GOV/H26/LIENTHONG',
      apikey: 'khoa-mo-phong',
      'accept-encoding': 'identity',
    })
    expect(source.asked[0]?.headers['timestamp']).toMatch(/^\d{13}$/)
    expect(source.asked[0]?.headers.authorization).toMatch(/^Basic [\w+/=]+$/)
  })

  test('the signature covers the whole path, that of the base address included', async () => {
    await using source = await sourceAnswering(collection(row()), 'text/xml', '/truc/')
    await source.citizen(mau, caller)
    const { url, headers } = must(source.asked[0])
    expect(url).toBe('/truc/C06/TraCuuThongTinCongDan')
    const { user, secret } = xRoadCredentials
    const timestamp = String(headers['timestamp'])
    expect(headers.authorization).toBe(basicSignature({ path: url, user, timestamp, secret }))
  })

  test('the record carries the number of the very question that fetched it', async () => {
    await using source = await sourceAnswering(collection(row()))
    const citizen = await source.citizen(mau, caller)
    const [, requestId] = /<dan:MaYeuCau>(\w+)</.exec(source.asked[0]?.body ?? '') ?? []
    expect(citizen?.sourceRequestId).toBe(requestId)
  })

  test.each([
    ['an empty body', '', 'text/xml'],
    ['a web page', '<html><body>Đăng nhập</body></html>', 'text/html'],
    ['a web page that is called XML', '<html><body>Đăng nhập</body></html>', 'text/xml'],
    ['an answer in another encoding', collection(row()), 'text/xml;charset=windows-1258'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from(envelope('x')), 0xff]), 'text/xml'],
    ['more bytes than any answer has', collection(' '.repeat(300_000)), 'text/xml'],
  ])('%s is malformed, never an absence', async (_, body, contentType) => {
    await using source = await sourceAnswering(body, contentType)
    expect(await failureOf(source.citizen(mau, caller))).toMatchObject({ fault: 'malformed' })
  })

  test('an answer about somebody else is never kept: every question after it goes upstream', async () => {
    await using source = await sourceAnswering(collection(row('', { number: '001192000222' })))
    const alarms = await alarmsDuring(async () => {
      await failureOf(source.citizen(mau, caller))
      await failureOf(source.citizen(mau, caller))
    })
    expect(source.asked).toHaveLength(2)
    expect(alarms).toEqual(['WRONG_PERSON', 'WRONG_PERSON'])
  })

  test('a name without a letter is nobody’s: the source is not asked', async () => {
    await using source = await sourceAnswering(collection(row()))
    expect(await source.citizen(matchOf('001192000111', ' -?- ', '1992'), caller)).toBeNull()
    expect(source.asked).toHaveLength(0)
  })
})
