import { describe, expect, test } from 'vitest'
import { pickAsked } from '../../src/sources/population/identity.ts'
import { readEnvelope } from '../../src/sources/population/soap.ts'
import { readRows } from '../../src/sources/population/wire.ts'
import { collection, decoded, facade, faultOf, fromXml, mau, row } from './population-documents.ts'
import { matchOf } from './population-fixture.ts'

describe('nobody found', () => {
  test.each([
    ['a collection without a row', readEnvelope(collection(''))],
    ['a collection without a row, spread over lines', readEnvelope(collection('\n  '))],
    ['a row whose name is empty', readEnvelope(collection(row('', { name: '' })))],
    ['a row whose name has no parts', readEnvelope(collection('<CongDan><HoVaTen/></CongDan>'))],
    ['a JSON collection that is an empty text', { Body: { CongdanCollection: '' } }],
    ['a JSON collection that is null', { Body: { CongdanCollection: null } }],
    ['a JSON collection without a row', { Body: { CongdanCollection: {} } }],
    ['a JSON row that is null', facade(null)],
    ['a JSON row whose Ten is null', facade({ HoVaTen: { Ho: null, ChuDem: null, Ten: null } })],
    ['a JSON row whose name is null', facade({ HoVaTen: null })],
  ])('is said by %s', (_, document) => {
    expect(decoded(document)).toEqual({ citizen: null, alarms: [] })
  })
})

describe('an answer about somebody else', () => {
  const other = { number: '001192000222', name: 'TRẦN THỊ KHÁC' }

  test('is malformed and raises an alarm', () => {
    const alarms: string[] = []
    const rows = readRows(readEnvelope(collection(row('', other))))
    const error = faultOf(() => pickAsked(rows, mau, (kind) => void alarms.push(kind)))
    expect(error).toMatchObject({ fault: 'malformed', reason: 'WRONG_PERSON' })
    expect(alarms).toEqual(['WRONG_PERSON'])
  })

  test('beside the right one is dropped and raises an alarm', () => {
    const { citizen, alarms } = fromXml(collection(row('', other) + row()))
    expect(citizen?.personalId).toBe('001192000111')
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('is told by the number even where name and birth date are the same', () => {
    const twin = row('<NgayThangNamSinh><Nam>1992</Nam></NgayThangNamSinh>', {
      number: '001192000222',
    })
    expect(faultOf(() => fromXml(collection(twin)))).toMatchObject({ reason: 'WRONG_PERSON' })
  })

  test('a row without any number is malformed: nothing tells whom it is about', () => {
    const error = faultOf(() => fromXml(collection(row('', { number: '' }))))
    expect(error).toMatchObject({ fault: 'malformed', reason: undefined })
  })

  test('the same row twice is one citizen', () => {
    expect(fromXml(collection(row() + row()))).toMatchObject({
      citizen: { fullName: 'NGUYỄN THỊ MẪU' },
      alarms: [],
    })
  })

  test('two rows with the number asked for that differ are malformed and raise an alarm', () => {
    const rows = readRows(readEnvelope(collection(row() + row('', { name: 'NGUYỄN THỊ MÂU' }))))
    const alarms: string[] = []
    const error = faultOf(() => pickAsked(rows, mau, (kind) => void alarms.push(kind)))
    expect(error).toMatchObject({ fault: 'malformed', reason: 'CONFLICTING_ROWS' })
    expect(alarms).toEqual(['CONFLICTING_ROWS'])
  })
})

describe('asked by the old card number', () => {
  const byCard = matchOf('012345678', 'Nguyễn Thị Mẫu', '1992-02')
  const birth = (year: string) => `<NgayThangNamSinh><Nam>${year}</Nam></NgayThangNamSinh>`
  const withCard = (card: string, xml: string) =>
    xml.replace('<SoCMND/>', `<SoCMND>${card}</SoCMND>`)

  test('the row with that number is the one, whatever its name', () => {
    const xml = collection(withCard('012345678', row('', { name: 'NGUYỄN THỊ ĐỔI TÊN' })))
    expect(fromXml(xml, byCard).citizen?.personalId).toBe('001192000111')
  })

  test.each([
    ['no card number', row(birth('1992'))],
    ['a newer card number', withCard('098765432', row(birth('1992')))],
  ])('a row with %s is the one if name and year of birth agree', (_, xml) => {
    expect(fromXml(collection(xml), byCard).citizen?.personalId).toBe('001192000111')
  })

  test.each([
    ['another year of birth', row(birth('1993'))],
    ['another name', row(birth('1992'), { name: 'NGUYỄN THỊ KHÁC' })],
    ['no year of birth', row('')],
  ])('a row without the card number and with %s is somebody else', (_, xml) => {
    expect(faultOf(() => fromXml(collection(xml), byCard))).toMatchObject({
      reason: 'WRONG_PERSON',
    })
  })

  test('a namesake beside the row that shows the card is dropped with an alarm', () => {
    const xml = collection(
      row(birth('1992'), { number: '001192000222' }) + withCard('012345678', row()),
    )
    const { citizen, alarms } = fromXml(xml, byCard)
    expect(citizen?.personalId).toBe('001192000111')
    expect(alarms).toEqual(['UNASKED_ROW'])
  })
})
