import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { publishAlarm } from '../../lib/channels.ts'
import type { DocumentCheck } from './check.ts'
import { type ClientList, readClientList } from './client-list.ts'
import { TrustedDocumentsError } from './errors.ts'

/** One client's file as it was last looked at. */
interface Known {
  readonly client: string
  /** Changes whenever the file does. */
  readonly mark: string
  /** The last that could be used. */
  readonly list: ClientList | null
  readonly problems: readonly string[]
}

const ending = '.json'

/** Client ids may hold what no file name can: those characters are percent-encoded. */
const clientOf = (name: string): string | null => {
  try {
    return decodeURIComponent(name.slice(0, -ending.length))
  } catch {
    return null
  }
}

/** Mounted files are often links that are replaced as one: the file behind the link is what counts. */
const markOf = async (path: string): Promise<string> => {
  const { ino, size, ctimeNs } = await stat(path, { bigint: true })
  return `${ino} ${size} ${ctimeNs}`
}

const look = async (
  path: string,
  name: string,
  check: DocumentCheck,
  before: Known | undefined,
): Promise<Known> => {
  const mark = await markOf(path).catch(() => 'unreadable')
  if (before?.mark === mark) return before
  const last = before?.list ?? null
  const client = clientOf(name)
  if (client === null)
    return { client: name, mark, list: null, problems: ['the name is no client id'] }
  try {
    const { list, problems } = await readClientList(await readFile(path, 'utf8'), check)
    return { client, mark, list: problems.length === 0 ? list : last, problems }
  } catch {
    return { client, mark, list: last, problems: ['the file cannot be read'] }
  }
}

/** The lists of all clients. */
export interface Documents {
  listOf(client: string): ClientList | undefined
  /** Whether the id is on anybody's list. */
  isKnown(id: string): boolean
  close(): void
}

/** The directory, as it stands once read; `changed` says which files are not as they were. */
const createReader = (directory: string, check: DocumentCheck) => {
  let files: ReadonlyMap<string, Known> = new Map()
  return async (): Promise<{
    files: ReadonlyMap<string, Known>
    changed: readonly [string, Known][]
  }> => {
    const names = (await readdir(directory)).filter(
      (name) => name.endsWith(ending) && !name.startsWith('.'),
    )
    const read = new Map<string, Known>()
    for (const name of names.sort())
      read.set(name, await look(join(directory, name), name, check, files.get(name)))
    const changed = [...read].filter(([name, known]) => files.get(name) !== known)
    files = read
    return { files: read, changed }
  }
}

const indexOf = (files: ReadonlyMap<string, Known>) => {
  const lists = new Map<string, ClientList>()
  const ids = new Set<string>()
  for (const { client, list } of files.values()) {
    if (list === null) continue
    lists.set(client, list)
    for (const id of list.textsById.keys()) ids.add(id)
  }
  return { lists, ids }
}

const problemsIn = (files: Iterable<readonly [string, Known]>): readonly string[] =>
  [...files].flatMap(([name, { problems }]) => problems.map((problem) => `${name}: ${problem}`))

const alarm = (file: string | null): void =>
  publishAlarm({ kind: 'DOCUMENTS_BROKEN', source: 'trusted-documents', instance: file })

/**
 * Reads every client's list, and again whenever a file changes; a removed file ends its client's list. At the start a
 * broken file is refused with a TrustedDocumentsError; later the last good list of that client stays, and a
 * DOCUMENTS_BROKEN alarm is published for each change that cannot be used.
 */
export const openDocuments = async (
  directory: string,
  check: DocumentCheck,
  pollMs: number,
): Promise<Documents> => {
  const read = createReader(directory, check)
  const first = await read().catch(() => {
    throw new TrustedDocumentsError([`${directory}: the directory cannot be read`])
  })
  const problems = problemsIn(first.files)
  if (problems.length > 0) throw new TrustedDocumentsError(problems)
  let index = indexOf(first.files)
  let isLooking = false

  const poll = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      const { files, changed } = await read()
      index = indexOf(files)
      for (const [name, known] of changed) if (known.problems.length > 0) alarm(name)
    } catch {
      alarm(null)
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void poll(), pollMs).unref()
  return {
    listOf: (client) => index.lists.get(client),
    isKnown: (id) => index.ids.has(id),
    close: () => clearInterval(timer),
  }
}
