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

/** Rows are decoded as they are taken, so that no second copy of fourteen thousand of them is alive at once. */
export interface WireTables {
  readonly provinces: Iterable<WireProvince>
  readonly wards: Iterable<WireWard>
  readonly mappings: Iterable<WireWardMapping>
}

/** The file is one array: a header, the name of a database, then the tables. */
const exportedFile = z.array(
  z.object({ name: z.string().optional(), data: z.array(z.unknown()).optional() }),
)

/** Throws a ZodError where a table is missing, or when a row of another shape is taken. */
export const readWireTables = (content: unknown): WireTables => {
  const parts = exportedFile.parse(content)
  const rowsOf = <T>(table: string, row: z.ZodType<T>): Iterable<T> => {
    const data = z.array(z.unknown()).parse(parts.find((part) => part.name === table)?.data)
    return Iterator.from(data).map((raw) => row.parse(raw))
  }
  return {
    provinces: rowsOf('provinces', provinceRow),
    wards: rowsOf('wards', wardRow),
    mappings: rowsOf('ward_mappings', wardMappingRow),
  }
}
