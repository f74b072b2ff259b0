import { readFileSync } from 'node:fs'
import { UpstreamError } from '../../lib/errors.ts'
import type { UnitTables } from './decode.ts'
import { toUnitTables } from './decode.ts'
import { readWireTables } from './wire.ts'

const read = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new UpstreamError('units', 'unavailable', { cause })
  }
}

/**
 * Reads, mends and decodes the whole table; the raw rows are garbage when it returns. Throws `unavailable` where the
 * file cannot be read and `malformed` where it is not that table.
 */
export const readUnitTables = (path: string): UnitTables => {
  const file = read(path)
  try {
    return toUnitTables(readWireTables(file))
  } catch (cause) {
    throw cause instanceof UpstreamError
      ? cause
      : new UpstreamError('units', 'malformed', { cause })
  }
}
