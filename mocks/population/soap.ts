import { SaxesParser } from 'saxes'
import type { Element } from './element.ts'
import { escapeXml, toXml } from './element.ts'
import { isOneIn, namespaceStyleOf } from './quirks.ts'
import type { Question, Refusal } from './register.ts'

const requestNamespace = 'http://dancuquocgia.bca'

/** Slash-separated paths of the elements that hold text, in order, with that text. */
const readLeaves = (xml: string): readonly (readonly [string, string])[] => {
  const leaves: [string, string][] = []
  const path: string[] = []
  let text: string | null = null
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ local, uri }) => {
    if (path.length > 1 && uri !== requestNamespace) throw new Error('wrong namespace')
    path.push(local)
    text = ''
  })
  parser.on('text', (part) => {
    if (text !== null) text += part
  })
  parser.on('closetag', () => {
    if (text !== null) leaves.push([path.slice(3).join('/'), text])
    path.pop()
    text = null
  })
  parser.write(xml).close()
  return leaves.filter(([name]) => name !== '')
}

/** As the source wants them; it refuses any other order. */
const orders = ['SoDinhDanh', 'SoCMND'].flatMap((number) =>
  ['Nam', 'NgayThangNam'].map((birth) =>
    [
      'MaYeuCau',
      'MaDVC',
      'MaTichHop',
      'MaCanBo',
      'MaDonVi',
      'TaiKhoan',
      'SoDienThoai',
      number,
      'HoVaTen',
      `NgayThangNamSinh/${birth}`,
    ].join(),
  ),
)

/** Null where the question is not one that the source understands. */
export const readQuestion = (xml: string): Question | null => {
  try {
    const leaves = readLeaves(xml)
    if (!orders.includes(leaves.map(([name]) => name).join())) return null
    const texts = new Map(leaves)
    const text = (name: string): string => texts.get(name) ?? ''
    if (text('MaTichHop') !== '037' || text('MaYeuCau').length > 40) return null
    return {
      requestId: text('MaYeuCau'),
      procedureCode: text('MaDVC'),
      officerId: text('MaCanBo'),
      organisation: text('MaDonVi'),
      personalId: text('SoDinhDanh'),
      oldCard: text('SoCMND'),
      name: text('HoVaTen'),
      birth: text('NgayThangNamSinh/NgayThangNam') || text('NgayThangNamSinh/Nam'),
    }
  } catch {
    return null
  }
}

const toEnvelope = (body: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
  `<soapenv:Header/><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`

/** The standard's own example has attributes on the collection; the records seen in practice have none. */
const attributesOf = (number: string, count: number): string =>
  isOneIn(2, number, 'attributes')
    ? ` GhiChu="" ThoiDiemDuLieu="2026-11-22T08:00:00+07:00" SoCongDan="${count}"`
    : ''

export const toAnswer = (rows: readonly Element[], number: string): string => {
  const { prefix, declaration } = namespaceStyleOf(number)
  const name = `${prefix}CongdanCollection`
  const attributes = `${declaration && ` ${declaration}`}${attributesOf(number, rows.length)}`
  const inner = rows.map((row) => toXml(row, prefix)).join('')
  return toEnvelope(`<${name}${attributes}>${inner}</${name}>`)
}

/** [ASSUMED] place of the wrapper's error code. */
export const toRefusal = (code: Refusal): string =>
  toEnvelope(`<errorCode>${code}</errorCode><errorMessage>Từ chối</errorMessage>`)

export const toFault = (text: string): string =>
  toEnvelope(
    `<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${escapeXml(text)}</faultstring></soapenv:Fault>`,
  )
