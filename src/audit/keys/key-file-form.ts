import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { monthAfter, monthOf } from './month.ts'

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const kid = z.string().regex(/^[\w.-]{1,32}$/)
const secret = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, {
  error: '32 bytes in base64 are needed',
})

/** What a key file holds. Of a destroyed key its name stays, so that it is never made again for that month. */
export const keyFileForm = z
  .strictObject({
    keys: z.array(z.strictObject({ kid, month, secret })),
    destroyed: z.array(z.strictObject({ kid, month, at: z.iso.datetime() })).default([]),
  })
  .refine(({ keys, destroyed }) => {
    const months = [...keys, ...destroyed].map((key) => key.month)
    return new Set(months).size === months.length
  }, 'two keys are for the same month')
  .refine(({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length, {
    error: 'two keys have the same kid',
  })
export type KeyFileForm = z.infer<typeof keyFileForm>

export const emptyKeyFile: KeyFileForm = { keys: [], destroyed: [] }

const makeKey = (ofMonth: string): KeyFileForm['keys'][number] => ({
  kid: `${ofMonth}-${randomBytes(4).toString('hex')}`,
  month: ofMonth,
  secret: randomBytes(32).toString('base64'),
})

export const hasKeyFor = ({ keys, destroyed }: KeyFileForm, ofMonth: string): boolean =>
  [...keys, ...destroyed].some((key) => key.month === ofMonth)

/** Adds what is missing for this month and the next. */
export const extendKeys = (form: KeyFileForm, now: Date): KeyFileForm => {
  const thisMonth = monthOf(now.getTime())
  const missing = [thisMonth, monthAfter(thisMonth, 1)].filter((one) => !hasKeyFor(form, one))
  return missing.length === 0 ? form : { ...form, keys: [...form.keys, ...missing.map(makeKey)] }
}

/** Ends for good what was sealed in those months. */
export const destroyKeys = (
  form: KeyFileForm,
  isOver: (month: string) => boolean,
  now: Date,
): KeyFileForm => ({
  keys: form.keys.filter((key) => !isOver(key.month)),
  destroyed: [
    ...form.destroyed,
    ...form.keys
      .filter((key) => isOver(key.month))
      .map((key) => ({ kid: key.kid, month: key.month, at: now.toISOString() })),
  ],
})
