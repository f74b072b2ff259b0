import type { Finding } from './findings.ts'
import type { StoredRecord } from './records.ts'
import type { Listed } from './decode.ts'
import type { Listing, Source } from './source.ts'

/** SHA-256, and behind each the place of its look; a record of the first form holds one hash alone. */
const hashLength = 32
const length = hashLength + 2

interface Look extends Listed {
  readonly seq: number
}

/** A refused look is shown to nobody. */
const looksOf = ({ kind, subject, look, seq }: StoredRecord): readonly Look[] => {
  const persons = kind === 'REFUSAL' ? Buffer.alloc(0) : Buffer.from(subject ?? [])
  if (persons.length === hashLength)
    return [{ subject: persons.toString('hex'), look, place: 0, seq }]
  return Array.from({ length: Math.floor(persons.length / length) }, (_, at) => ({
    subject: persons.toString('hex', at * length, at * length + hashLength),
    look,
    place: persons.readUInt16BE(at * length + hashLength),
    seq,
  }))
}

/** Three values each, of the hundreds that one statement may have. */
const atOnce = 100

async function* inParts<T>(all: AsyncIterable<T>): AsyncIterable<readonly T[]> {
  let part: T[] = []
  for await (const one of all)
    if (part.push(one) === atOnce) {
      yield part
      part = []
    }
  if (part.length > 0) yield part
}

async function* looksIn(records: AsyncIterable<StoredRecord>): AsyncIterable<Look> {
  for await (const record of records) yield* looksOf(record)
}

const nameOf = ({ subject, look, place }: Listed): string => `${subject} ${look} ${place}`

const firstUnlisted = async (
  listing: Listing,
  records: AsyncIterable<StoredRecord>,
): Promise<Look | undefined> => {
  for await (const part of inParts(looksIn(records))) {
    const listed = new Set((await listing.found(part)).map(nameOf))
    const missing = part.find((look) => !listed.has(nameOf(look)))
    if (missing !== undefined) return missing
  }
  return undefined
}

const countForeign = async (listing: Listing): Promise<number> => {
  let count = 0
  for await (const part of inParts(listing.all())) {
    const records = await listing.recordsOf([...new Set(part.map(({ look }) => look))])
    const recorded = new Set(records.flatMap(looksOf).map(nameOf))
    count += part.filter((one) => !recorded.has(nameOf(one))).length
  }
  return count
}

/** Whether persons find every look at them, and no other: to be asked where the records themselves are as they were. */
export const verifyListing = async (
  { listing, records }: Pick<Source, 'listing' | 'records'>,
  chains: readonly string[],
): Promise<readonly Finding[]> => {
  if (listing === null) return []
  const findings: Finding[] = []
  for (const chain of chains) {
    const missing = await firstUnlisted(listing, records(chain))
    if (missing !== undefined) findings.push({ kind: 'UNLISTED', chain, seq: missing.seq })
  }
  const count = await countForeign(listing)
  return count === 0 ? findings : [...findings, { kind: 'LISTED_WITHOUT_RECORD', count }]
}
