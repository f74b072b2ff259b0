import { matchingName } from '../../domain/names.ts'
import { toWireDate, type Question } from './transport.ts'

/** Integration code of TraCuuThongTinCongDan. */
const integrationCode = '037'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Characters that XML 1.0 cannot hold even when escaped. */
// eslint-disable-next-line no-control-regex -- these are the characters meant
const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu

const escapeXml = (text: string): string =>
  text.replace(unprintable, '').replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

const element = (name: string, content: string): string => `<dan:${name}>${content}</dan:${name}>`

const numberElement = ({ number }: Question['match']): string =>
  element(number.kind === 'PERSONAL_ID' ? 'SoDinhDanh' : 'SoCMND', escapeXml(number.value))

const birthElement = ({ birthDate }: Question['match']): string => {
  const date = toWireDate(birthDate)
  return element(
    'NgayThangNamSinh',
    element(date.length === 4 ? 'Nam' : 'NgayThangNam', escapeXml(date)),
  )
}

/** The SOAP 1.1 question. The order of the elements matters to the source. */
export const toEnvelope = ({ requestId, match, caller }: Question): string => {
  const elements = [
    element('MaYeuCau', escapeXml(requestId)),
    element('MaDVC', escapeXml(caller.procedureCode)),
    element('MaTichHop', integrationCode),
    element('MaCanBo', escapeXml(caller.officerId)),
    element('MaDonVi', escapeXml(caller.organisation)),
    element('TaiKhoan', escapeXml(caller.account ?? '')),
    // The source's own word for "no telephone".
    element('SoDienThoai', '0'),
    numberElement(match),
    element('HoVaTen', escapeXml(matchingName(match.fullName))),
    birthElement(match),
  ]
  return (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca">' +
    `<soapenv:Header/><soapenv:Body>${element('TraCuuThongTinCongDan', elements.join(''))}</soapenv:Body>` +
    '</soapenv:Envelope>'
  )
}
