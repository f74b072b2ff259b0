import { z } from 'zod'

const provinceRow = z.object({
  province_code: z.string().regex(/^\d{2}$/),
  name: z.string().min(1),
  place_type: z.enum(['Tỉnh', 'Thành phố Trung Ương']),
})

const wardRow = z.object({
  ward_code: z.string().regex(/^\d{5}$/),
  name: z.string().min(1),
  province_code: z.string().regex(/^\d{2}$/),
})

/** `new_ward_code` is not read: in 453 of the rows without an old code it is wrong, elsewhere the name says the same. */
const wardMappingRow = z.object({
  /** Empty for a stub, null for a unit known by name only. */
  old_ward_code: z
    .string()
    .regex(/^(\d{5})?$/)
    .nullable(),
  old_ward_name: z.string().nullable(),
  old_district_name: z.string().nullable(),
  old_province_name: z.string().nullable(),
  new_ward_name: z.string().min(1),
  new_province_name: z.string().min(1),
})

export type WireProvince = z.infer<typeof provinceRow>
export type WireWard = z.infer<typeof wardRow>
export type WireWardMapping = z.infer<typeof wardMappingRow>

export interface WireTables {
  readonly provinces: Iterable<WireProvince>
  readonly wards: Iterable<WireWard>
  readonly mappings: Iterable<WireWardMapping>
}

function* linesOf(file: Buffer): Iterable<string> {
  for (let start = 0; start < file.length;) {
    const end = file.indexOf('\n', start)
    const next = end === -1 ? file.length : end
    yield file.toString('utf8', start, next).trim()
    start = next + 1
  }
}

const opening = /^,?\{"type":"table","name":"(?<table>\w+)",.*"data":$/

/**
 * The lines of one table. phpMyAdmin, which wrote the file, puts each row on a line of its own between `[` and `]`.
 * Reading it so, and not as the one JSON value that it is too, saves 14 MB of memory that the process would keep.
 */
function* rowLinesOf(file: Buffer, table: string): Iterable<string> {
  let state: 'BEFORE' | 'OPENED' | 'INSIDE' = 'BEFORE'
  for (const line of linesOf(file)) {
    if (state === 'INSIDE' && line === ']') return
    if (state === 'INSIDE') yield line.replace(/,$/, '')
    else if (state === 'OPENED' && line === '[') state = 'INSIDE'
    else if (opening.exec(line)?.groups?.['table'] === table) state = 'OPENED'
  }
  throw new SyntaxError(`table ${table} is missing or cut short`)
}

/** Rows are decoded as they are taken: that is when a SyntaxError or ZodError is thrown. */
export const readWireTables = (file: Buffer): WireTables => {
  const rowsOf = <T>(table: string, row: z.ZodType<T>): Iterable<T> =>
    Iterator.from(rowLinesOf(file, table)).map((line) => row.parse(JSON.parse(line)))
  return {
    provinces: rowsOf('provinces', provinceRow),
    wards: rowsOf('wards', wardRow),
    mappings: rowsOf('ward_mappings', wardMappingRow),
  }
}
