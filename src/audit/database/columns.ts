import type { Row } from './sql.ts'

/** A column holds what no version of the gateway has written. */
class ColumnError extends Error {
  override readonly name = 'ColumnError'
}

const wrong = (column: string): never => {
  throw new ColumnError(`column ${column} holds something else than is expected`)
}

export const textOf = (row: Row, column: string): string => {
  const value = row[column]
  return typeof value === 'string' ? value : wrong(column)
}

export const bytesOf = (row: Row, column: string): Uint8Array => {
  const value = row[column]
  return value instanceof Uint8Array ? value : wrong(column)
}

export const bytesOrNullOf = (row: Row, column: string): Uint8Array | null =>
  row[column] === null ? null : bytesOf(row, column)

/** PostgreSQL hands over 64-bit integers as text. */
export const integerOf = (row: Row, column: string): number => {
  const value = row[column]
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : wrong(column)
}

export const integerOrNullOf = (row: Row, column: string): number | null =>
  row[column] === null ? null : integerOf(row, column)
