import { parseArgs } from 'node:util'
import { changeKeyFile, AuditKeyError } from '../src/audit/keys/key-file.ts'
import { destroyKeys, extendKeys } from '../src/audit/keys/key-file-form.ts'
import { monthAfter, monthOf } from '../src/audit/keys/month.ts'

/**
 * `npm run audit:keys -- FILE [--keep-months N] [--destroy yyyy-mm]`: makes the keys of the audit log, or adds the next month's.
 * Destroying a month's key ends what was recorded in it, for everybody and for good; the chain can still be verified.
 */
const read = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'keep-months': { type: 'string' }, destroy: { type: 'string', multiple: true } },
  })
  const keepMonths = values['keep-months']
  const destroyed = values.destroy ?? []
  if (keepMonths !== undefined && !/^[1-9]\d{0,3}$/.test(keepMonths))
    throw new TypeError('--keep-months: how many months?')
  if (!destroyed.every((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month)))
    throw new TypeError('--destroy: which month? yyyy-mm')
  const [path, ...others] = positionals
  if (path === undefined || others.length > 0)
    throw new TypeError('Which file? npm run audit:keys -- FILE')
  return { path, destroyed, keepMonths: keepMonths === undefined ? null : Number(keepMonths) }
}

try {
  const { path, destroyed, keepMonths } = read()
  const now = new Date()
  const thisMonth = monthOf(now.getTime())
  if (destroyed.some((month) => month >= thisMonth))
    throw new TypeError('--destroy: a month that is not over is still recorded in')
  const isOver = (month: string): boolean =>
    destroyed.includes(month) || (keepMonths !== null && month < monthAfter(thisMonth, -keepMonths))
  const form = await changeKeyFile(path, (old) => destroyKeys(extendKeys(old, now), isOver, now))
  for (const { kid, month, at } of form.destroyed) console.log(`${month} ${kid} destroyed ${at}`)
  for (const { kid, month } of form.keys) console.log(`${month} ${kid}`)
} catch (error) {
  if (!(error instanceof AuditKeyError) && !(error instanceof TypeError)) throw error
  console.error(error.message)
  process.exitCode = error instanceof AuditKeyError ? 1 : 2
}
