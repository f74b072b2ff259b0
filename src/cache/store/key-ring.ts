import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addMonths, dateTimeOn, localDateOf, toDateTime, toInstant } from '../../domain/dates.ts'
import type { LocalDate } from '../../domain/dates.ts'

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const secret = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, {
  error: '32 bytes in base64 are needed',
})

/** A key ring as its file holds it. */
export const keyRingForm = z
  .strictObject({
    active: z.string(),
    keys: z
      .array(
        z.strictObject({
          kid: z.string().regex(/^[\w.-]{1,32}$/),
          month,
          encryption: secret,
          index: secret,
        }),
      )
      .min(1),
  })
  .refine(({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
    error: 'two keys have the same kid',
  })
  .refine(({ active, keys }) => keys.some(({ kid }) => kid === active), {
    error: 'the active key is not among the keys',
  })
export type KeyRingForm = z.infer<typeof keyRingForm>

export interface RingKey {
  readonly kid: string
  readonly month: string
  readonly encryption: KeyObject
  readonly index: KeyObject
}

export interface KeyRing {
  /** The key that names and seals now. */
  active(): RingKey
  /** The key to open with. Null: unknown, or of a month that is over. */
  find(kid: string): RingKey | null
  /** Every key under which some replica may name or have named what is still kept. */
  usable(): readonly RingKey[]
  close(): void
}

const toKey = ({ kid, month, encryption, index }: KeyRingForm['keys'][number]): RingKey => ({
  kid,
  month,
  encryption: createSecretKey(encryption, 'base64'),
  index: createSecretKey(index, 'base64'),
})

/** The month in Viet Nam, `yyyy-MM`. */
export const monthOf = (moment: Date): string => localDateOf(toDateTime(moment)).slice(0, 7)
export const monthAfter = (month: string, count: number): string =>
  addMonths(`${month}-01` as LocalDate, count).slice(0, 7)

const startOf = (month: string): number =>
  toInstant(dateTimeOn(`${month}-01` as LocalDate, '00:00:00')).getTime()

/**
 * The newest key whose month has begun; of several for one month the one called active, else the last. A key of the last
 * month still opens, because entries outlive midnight; one of the next month does too, because clocks differ.
 */
const chooseFor = (form: KeyRingForm, now: string) => {
  const keys = form.keys.map(toKey)
  const chosen = keys.find(({ kid }) => kid === form.active)
  const begun = keys.filter((key) => key.month <= now)
  const newest = begun.reduce((latest, key) => (key.month > latest ? key.month : latest), '')
  const ofNewest = begun.filter((key) => key.month === newest)
  const active = ofNewest.find((key) => key === chosen) ?? ofNewest.at(-1) ?? chosen
  if (active === undefined) throw new Error('a key ring needs an active key')
  const isUsable = (key: RingKey) =>
    key === active || (key.month >= monthAfter(now, -1) && key.month <= monthAfter(now, 1))
  return { active, usable: keys.filter(isUsable) }
}

/** A ring over what `read` gives, chosen anew when that changes and when a month begins. */
export const createKeyRing = (read: () => KeyRingForm, now: () => Date): Omit<KeyRing, 'close'> => {
  let form: KeyRingForm | undefined
  let fromMs = 0
  let untilMs = 0
  let choice: ReturnType<typeof chooseFor>
  const current = () => {
    const nowMs = now().getTime()
    if (form !== read() || nowMs < fromMs || nowMs >= untilMs) {
      const thisMonth = monthOf(new Date(nowMs))
      form = read()
      fromMs = startOf(thisMonth)
      untilMs = startOf(monthAfter(thisMonth, 1))
      choice = chooseFor(form, thisMonth)
    }
    return choice
  }
  return {
    active: () => current().active,
    usable: () => current().usable,
    find: (kid) => current().usable.find((key) => key.kid === kid) ?? null,
  }
}

/** A key for a month, its name made of the month and four random bytes. */
export const makeKey = (month: string): KeyRingForm['keys'][number] => ({
  kid: `${month}-${randomBytes(4).toString('hex')}`,
  month,
  encryption: randomBytes(32).toString('base64'),
  index: randomBytes(32).toString('base64'),
})

/** For a gateway that shares nothing: what it seals ends with the process. */
export const createRandomKeyRing = (): KeyRing => {
  const key = makeKey('2000-01')
  const form = { active: key.kid, keys: [key] }
  return {
    ...createKeyRing(
      () => form,
      () => new Date(),
    ),
    close: () => undefined,
  }
}
