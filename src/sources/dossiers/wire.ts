import { z } from 'zod'

/**
 * Text that may be missing, null, empty or a number: the systems write one and the same code in all of these ways.
 * Composed letters (NFC), because both forms occur in public data.
 */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((raw) => {
    const trimmed = String(raw ?? '')
      .normalize('NFC')
      .trim()
    return trimmed === '' ? null : trimmed
  })

/** Rows are read one by one, so that a bad one does not cost its neighbours. */
export const rows = z.array(z.unknown())
