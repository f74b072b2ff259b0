import type { Finding } from './findings.ts'
import type { StoredRecord } from './records.ts'
import type { Listed, Listing, Source } from './source.ts'

/** SHA-256. */
const hashLength = 32

interface Look extends Listed {
  readonly seq: number
}

/** A refused look is shown to nobody. */
const looksOf = ({ kind, subject, look, seq }: StoredRecord): readonly Look[] => {
  const persons = kind === 'REFUSAL' ? Buffer.alloc(0) : Buffer.from(subject ?? [])
  return Array.from({ length: persons.length / hashLength }, (_, at) => ({
    subject: persons.toString('hex', at * hashLength, (at + 1) * hashLength),
    look,
    seq,
  }))
}

/** Two values each, of the hundreds that one statement may have. */
const atOnce = 100

async function* partsOf(records: AsyncIterable<StoredRecord>): AsyncIterable<readonly Look[]> {
  let part: Look[] = []
  for await (const record of records)
    for (const look of looksOf(record))
      if (part.push(look) === atOnce) {
        yield part
        part = []
      }
  if (part.length > 0) yield part
}

const nameOf = ({ subject, look }: Listed): string => `${subject} ${look}`

const firstUnlisted = async (
  listing: Listing,
  records: AsyncIterable<StoredRecord>,
): Promise<Look | undefined> => {
  for await (const part of partsOf(records)) {
    const listed = new Set((await listing.found(part)).map(nameOf))
    const missing = part.find((look) => !listed.has(nameOf(look)))
    if (missing !== undefined) return missing
  }
  return undefined
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
  const count = await listing.foreign()
  return count === 0 ? findings : [...findings, { kind: 'LISTED_WITHOUT_RECORD', count }]
}
