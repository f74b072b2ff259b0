import type { Former } from './decode.ts'
import type { UnitIndex } from './unit-index.ts'

const columns = [
  'old_code',
  'old_name',
  'old_district',
  'old_province',
  'new_code',
  'new_name',
  'new_kind',
  'new_province_code',
  'new_province',
  'confidence',
]

/** A spreadsheet runs a cell that opens like this as a formula; the apostrophe makes it text. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const cell = (text: string): string => {
  const safe = inert(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180. */
const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`

const confidenceOf = ({ unit, successors }: Former): string => {
  if (successors.length > 1) return 'SPLIT'
  return unit.code === null ? 'NAME_ONLY' : 'EXACT'
}

const linesOf = (former: Former, index: UnitIndex): string => {
  const { code, name, districtName, provinceName } = former.unit
  const confidence = confidenceOf(former)
  return former.successors
    .map((unit) => {
      const province = index.province(unit.provinceCode)?.name ?? ''
      const today = [unit.code, unit.name, unit.kind, unit.provinceCode, province]
      return csvLine([code ?? '', name, districtName, provinceName, ...today, confidence])
    })
    .join('')
}

/** Without the byte-order mark Excel reads UTF-8 as the machine's own code page and garbles every name. */
export const toCsv = (formers: readonly Former[], index: UnitIndex): string =>
  `\uFEFF${csvLine(columns)}${formers.map((former) => linesOf(former, index)).join('')}`
