import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import type { OrganisationCode, PersonalId, ProcedureCode } from '../../src/domain/ids.ts'
import { toEnvelope } from '../../src/sources/population/envelope.ts'
import { basicSignature, toTimestamp } from '../../src/sources/population/signing.ts'
import { createRequestId, type Question } from '../../src/sources/population/transport.ts'
import { callerOf, matchOf } from './population-fixture.ts'

const question = (
  number = '001192000111',
  name = 'Nguyễn Thị Mẫu',
  birth = '1992-02-29',
): Question => ({
  requestId: 'LT1795321200000',
  match: matchOf(number, name, birth),
  caller: callerOf('001085000777', '1.001193'),
})

/** Path and text of every element that holds text or nothing, in order. */
const leavesOf = (xml: string): string[] => {
  const leaves: string[] = []
  const path: string[] = []
  let text: string | null = null
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ local }) => {
    path.push(local)
    text = ''
  })
  parser.on('text', (part) => {
    if (text !== null) text += part
  })
  parser.on('closetag', () => {
    if (text !== null) leaves.push(`${path.slice(3).join('/')}=${text}`)
    path.pop()
    text = null
  })
  parser.write(xml).close()
  return leaves.slice(1)
}

describe('the question', () => {
  test('is the envelope of the format, element by element in its order', () => {
    expect(toEnvelope(question())).toBe(
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca">' +
        '<soapenv:Header/><soapenv:Body><dan:TraCuuThongTinCongDan>' +
        '<dan:MaYeuCau>LT1795321200000</dan:MaYeuCau><dan:MaDVC>1.001193</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop>' +
        '<dan:MaCanBo>001085000777</dan:MaCanBo><dan:MaDonVi>H26.101</dan:MaDonVi><dan:TaiKhoan>cb.mau</dan:TaiKhoan>' +
        '<dan:SoDienThoai>0</dan:SoDienThoai><dan:SoDinhDanh>001192000111</dan:SoDinhDanh><dan:HoVaTen>NGUYENTHIMAU</dan:HoVaTen>' +
        '<dan:NgayThangNamSinh><dan:NgayThangNam>19920229</dan:NgayThangNam></dan:NgayThangNamSinh>' +
        '</dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>',
    )
  })

  test.each([
    ['Đỗ Thị Đào', 'DOTHIDAO'],
    ['  nguyễn   văn  an ', 'NGUYENVANAN'],
    ['Nguyễn Thị Mẫu'.normalize('NFD'), 'NGUYENTHIMAU'],
    ["H'Hen Niê", 'HHENNIE'],
    ['Y Moan Ênuôl', 'YMOANENUOL'],
  ])('names %s as %s', (name, key) => {
    expect(leavesOf(toEnvelope(question('001192000111', name)))).toContain(`HoVaTen=${key}`)
  })

  test.each([
    ['1992', 'NgayThangNamSinh/Nam=1992'],
    ['1992-02', 'NgayThangNamSinh/Nam=1992'],
    ['1992-02-29', 'NgayThangNamSinh/NgayThangNam=19920229'],
  ])('born %s is asked as %s', (birth, leaf) => {
    expect(leavesOf(toEnvelope(question('001192000111', 'A', birth))).at(-1)).toBe(leaf)
  })

  test('about an old card has SoCMND in the place of SoDinhDanh', () => {
    const names = leavesOf(toEnvelope(question('012345678'))).map((leaf) => leaf.split('=')[0])
    expect(names.slice(6, 9)).toEqual(['SoDienThoai', 'SoCMND', 'HoVaTen'])
  })

  test('leaves the account empty where it is not known, in its place', () => {
    const { caller, ...rest } = question()
    const leaves = leavesOf(toEnvelope({ ...rest, caller: { ...caller, account: null } }))
    expect(leaves[5]).toBe('TaiKhoan=')
  })

  const plain = leavesOf(toEnvelope(question())).map((leaf) => leaf.split('=', 1)[0])

  test.each([
    '</dan:TaiKhoan><dan:MaCanBo>001085000999</dan:MaCanBo>',
    ']]><!--',
    '<![CDATA[x]]>',
    '&amp;&lt;&#0;',
    '"\'',
    '\u0000\u0008\uFFFE\uD800',
  ])('keeps %j from the caller inside its element', (hostile) => {
    const { requestId, match } = question('001192000111', `Mẫu ${hostile}`)
    const caller = {
      procedureCode: hostile as ProcedureCode,
      dossierCode: null,
      officerId: hostile as PersonalId,
      organisation: hostile as OrganisationCode,
      account: hostile,
    }
    const leaves = leavesOf(toEnvelope({ requestId, match, caller }))
    expect(leaves.map((leaf) => leaf.split('=', 1)[0])).toEqual(plain)
    // eslint-disable-next-line no-control-regex -- what XML cannot hold is left out
    expect(leaves[5]).toBe(`TaiKhoan=${hostile.replace(/[\u0000-\u001F\uFFFE]|\p{Cs}/gu, '')}`)
  })

  test('keeps its shape whatever text the caller brings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, account) => {
        const { requestId, match, caller } = question('001192000111', name)
        const leaves = leavesOf(toEnvelope({ requestId, match, caller: { ...caller, account } }))
        expect(leaves.map((leaf) => leaf.split('=', 1)[0])).toEqual(plain)
      }),
    )
  })
})

describe('the signature', () => {
  test('is the user and the hash of path, user, timestamp and secret, in lower-case hex', () => {
    const signature = basicSignature({
      path: '/a/b',
      user: 'u',
      timestamp: '1795321200000',
      secret: 's',
    })
    const text = Buffer.from(signature.replace(/^Basic /, ''), 'base64').toString()
    expect(text).toBe(`u:${createHash('sha256').update('/a/bu1795321200000s').digest('hex')}`)
    expect(text).toMatch(/^u:[0-9a-f]{64}$/)
  })

  test.each([
    ['milliseconds', '1795321200123'],
    ['seconds', '1795321200'],
  ] as const)('counts time in %s', (unit, timestamp) => {
    expect(toTimestamp(1_795_321_200_123, unit)).toBe(timestamp)
  })
})

test('no two questions have the same number, even in the same millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => createRequestId(1_795_321_200_123))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => /^LT\d{13}[0-9a-f]{16}$/.test(id) && id.length <= 40)).toBe(true)
})
