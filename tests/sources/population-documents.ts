import type { Alarm } from '../../src/lib/channels.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { toCitizen } from '../../src/sources/population/decode.ts'
import { pickAsked } from '../../src/sources/population/identity.ts'
import { readEnvelope } from '../../src/sources/population/soap.ts'
import { readRows } from '../../src/sources/population/wire.ts'
import { matchOf } from './population-fixture.ts'

export const mau = matchOf('001192000111', 'Nguyễn Thị Mẫu', '1992-02-29')

export const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`

export const collection = (rows: string): string =>
  envelope(`<CongdanCollection xmlns="http://www.mic.gov.vn/dancu/1.0">${rows}</CongdanCollection>`)

export const row = (more = '', { number = '001192000111', name = 'NGUYỄN THỊ MẪU' } = {}): string =>
  `<CongDan><SoDinhDanh>${number}</SoDinhDanh><SoCMND/><HoVaTen><Ho/><ChuDem/><Ten>${name}</Ten></HoVaTen>${more}</CongDan>`

export const decoded = (document: unknown, match = mau) => {
  const alarms: Alarm['kind'][] = []
  const report = (kind: Alarm['kind']) => void alarms.push(kind)
  const found = pickAsked(readRows(document), match, report)
  return { citizen: found && toCitizen(found, 'LT1', report), alarms }
}

export const fromXml = (xml: string, match = mau) => decoded(readEnvelope(xml), match)
export const fromRow = (more: string) => fromXml(collection(row(more))).citizen

export const faultOf = (run: () => unknown): UpstreamError => {
  try {
    run()
  } catch (error) {
    if (error instanceof UpstreamError) return error
  }
  throw new Error('Expected an UpstreamError')
}

export const facadeRow = {
  SoDinhDanh: '001192000111',
  SoCMND: '',
  HoVaTen: { Ho: '', ChuDem: '', Ten: 'NGUYỄN THỊ MẪU' },
}
export const facade = (CongDan: unknown): unknown => ({ Body: { CongdanCollection: { CongDan } } })
