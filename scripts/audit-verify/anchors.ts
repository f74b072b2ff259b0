import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { toAnchor } from './decode.ts'
import { isSigned, type PublicKeys, type StoredCheckpoint } from './records.ts'

export interface Anchors {
  readonly byChain: ReadonlyMap<string, readonly StoredCheckpoint[]>
  /** Whole lines whose signature does not hold. */
  readonly forged: readonly StoredCheckpoint[]
}

async function* linesOf(files: readonly string[]): AsyncIterable<string> {
  for (const file of files) yield* createInterface({ input: createReadStream(file) })
}

/** Kept in memory: some 300 bytes a line, and a line is written at most every few seconds. A line that broke off counts as none. */
export const readAnchors = async (files: readonly string[], keys: PublicKeys): Promise<Anchors> => {
  const byChain = new Map<string, StoredCheckpoint[]>()
  const forged: StoredCheckpoint[] = []
  for await (const line of linesOf(files)) {
    const anchor = toAnchor(line)
    if (anchor === null) continue
    const own = byChain.get(anchor.chain) ?? []
    if (!isSigned(keys, anchor)) forged.push(anchor)
    else if (own.push(anchor) === 1) byChain.set(anchor.chain, own)
  }
  return { byChain, forged }
}
