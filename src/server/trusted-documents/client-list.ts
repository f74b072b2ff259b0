import { setImmediate } from 'node:timers/promises'
import type { DocumentCheck } from './check.ts'
import { readManifest, sha256 } from './manifest.ts'

/** What one client may run. */
export interface ClientList {
  /** Every id that names a document: the manifest's own, and the SHA-256 of its text. */
  readonly textsById: ReadonlyMap<string, string>
  readonly texts: ReadonlySet<string>
}

export const emptyList: ClientList = { textsById: new Map(), texts: new Set() }

export interface ReadList {
  readonly list: ClientList
  readonly problems: readonly string[]
}

/** Requests are answered between two documents: a thousand of them take a second to check. */
const checkAll = async (
  documents: ReturnType<typeof readManifest>['documents'],
  check: DocumentCheck,
): Promise<readonly string[]> => {
  const problems: string[] = []
  for (const { id, text } of documents) {
    for (const problem of check(text)) problems.push(`${id}: ${problem}`)
    await setImmediate()
  }
  return problems
}

/** A file is taken whole or not at all: a client whose half is missing fails at a counter, not at its release. */
export const readClientList = async (file: string, check: DocumentCheck): Promise<ReadList> => {
  const { documents, problems } = readManifest(file)
  const textsById = new Map(
    documents.flatMap(({ id, text }) => [[id, text] as const, [sha256(text), text] as const]),
  )
  const texts = new Set(documents.map(({ text }) => text))
  return {
    list: { textsById, texts },
    problems: [...problems, ...(await checkAll(documents, check))],
  }
}
