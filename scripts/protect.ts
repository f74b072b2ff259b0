import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { AccessFileError, whyUnreadable } from '../src/access/file-error.ts'
import {
  formatRegister,
  isReasonCode,
  parseRegister,
  protectedHash,
} from '../src/access/protected-register.ts'
import { parseOldCardNumber, parsePersonalId } from '../src/domain/ids.ts'
import { FileBusyError, replaceFile } from '../src/lib/replace-file.ts'

/**
 * `npm run protect -- FILE add REASON | remove | list`: changes the register of protected persons. Numbers come on standard
 * input, one a line: what stands in the arguments is seen by every user of the machine and kept by the shell. They are
 * never printed. The key is that of the gateway: PROTECTED_PERSONS_KEY, or a file named by PROTECTED_PERSONS_KEY_FILE.
 */
const usage = `npm run protect -- FILE add REASON < numbers
npm run protect -- FILE remove < numbers
npm run protect -- FILE list

REASON is a code such as COURT_ORDER. The key: PROTECTED_PERSONS_KEY or PROTECTED_PERSONS_KEY_FILE.`

/** Something that the operator can mend; the message holds no number. */
class Refused extends Error {}

const readKey = (): string => {
  const { PROTECTED_PERSONS_KEY: given, PROTECTED_PERSONS_KEY_FILE: file } = process.env
  const key = file === undefined ? given : readFileSync(file, 'utf8').trim()
  if (key === undefined || key.length < 32) throw new Refused('A key of 32 characters is needed.')
  return key
}

const readNumbers = async (): Promise<readonly string[]> => {
  const lines = (await text(process.stdin)).split('\n').map((line) => line.trim())
  const numbers = lines.map((line) => parsePersonalId(line) ?? parseOldCardNumber(line))
  const wrong = lines.flatMap((line, index) =>
    line !== '' && numbers[index] === null ? [index + 1] : [],
  )
  if (wrong.length > 0)
    throw new Refused(`Nothing was changed. No number of a person on line ${wrong.join(', ')}.`)
  const given = numbers.filter((number) => number !== null)
  if (given.length === 0) throw new Refused('No number was given on standard input.')
  return given
}

type Change = (entries: Map<string, string>, hash: string) => void

const change = async (file: string, apply: Change): Promise<void> => {
  const key = readKey()
  const hashes = (await readNumbers()).map((number) => protectedHash(key, number))
  replaceFile(file, (old) => {
    const entries = new Map(parseRegister(old ?? '', key))
    const before = entries.size
    for (const hash of hashes) apply(entries, hash)
    console.log(`${hashes.length} given, ${before} protected before, ${entries.size} now`)
    return formatRegister(entries, key)
  })
}

const list = (file: string): void => {
  const entries = parseRegister(readFileSync(file, 'utf8'), readKey())
  for (const [hash, reason] of entries) console.log(`${hash.slice(0, 12)} ${reason}`)
  console.log(`${entries.size} protected`)
}

const run = async ([file, act, reason, ...others]: readonly string[]): Promise<void> => {
  if (file !== undefined && others.length === 0) {
    if (act === 'add' && reason !== undefined && isReasonCode(reason))
      return change(file, (entries, hash) => void entries.set(hash, reason))
    if (act === 'remove' && reason === undefined)
      return change(file, (entries, hash) => void entries.delete(hash))
    if (act === 'list' && reason === undefined) {
      list(file)
      return
    }
  }
  throw new Refused(usage)
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isTold = [Refused, AccessFileError, FileBusyError].some((told) => error instanceof told)
  console.error(isTold && error instanceof Error ? error.message : whyUnreadable(error))
  process.exitCode = 1
})
