import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from 'node:fs'

/** Whoever could read the old file reads the new one: often another user changes it than runs the gateway. */
const keepReaders = (draft: string, { mode, uid, gid }: Stats): void => {
  try {
    chownSync(draft, uid, gid)
  } catch {
    // Only root may give a file away; its group is then our own, which must not read by the other's leave.
    return
  }
  chmodSync(draft, mode & 0o660)
}

/** Another change of the file is under way, or one was broken off. */
export class FileBusyError extends Error {
  override readonly name = 'FileBusyError'
}

const openDraft = (draft: string): number => {
  try {
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    throw new FileBusyError(
      `Another change is under way. If none is, remove the file that ends in .new and try again.`,
      { cause: error },
    )
  }
}

/**
 * Writes a file anew as one step, readable by its owner or whoever could read it before. The draft beside it keeps two
 * changes from overwriting each other. `edit` is given null where there is no file yet; what it throws leaves all as it was.
 */
export const replaceFile = (path: string, edit: (old: string | null) => string): void => {
  const draft = `${path}.new`
  const handle = openDraft(draft)
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    writeFileSync(handle, edit(stats === undefined ? null : readFileSync(path, 'utf8')))
    closeSync(handle)
    if (stats !== undefined) keepReaders(draft, stats)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
