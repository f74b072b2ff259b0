import { open } from 'node:fs/promises'
import { publishAuditNotice } from '../../lib/channels.ts'
import type { SignedCheckpoint } from './checkpoint.ts'

/** What could not be written is tried again with the next one, up to so many. */
const mostWaiting = 1_000

export interface Anchors {
  /** Returns at once: a target that is away or slow is an alarm, and stops nothing. */
  add(checkpoint: SignedCheckpoint): void
  settled(): Promise<void>
}

const appendDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'a', 0o600)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** One line for each checkpoint, in a file to be kept where nobody who can change the store can change it. */
export const createAnchors = (path: string): Anchors => {
  let waiting: readonly SignedCheckpoint[] = []
  let writing = Promise.resolve()
  // A line that broke off must not run into the next.
  let separator = ''
  const write = async (): Promise<void> => {
    const taken = waiting
    if (taken.length === 0) return
    waiting = []
    try {
      const lines = taken.map((one) => `${JSON.stringify(one)}\n`)
      await appendDurably(path, `${separator}${lines.join('')}`)
      separator = ''
    } catch {
      separator = '\n'
      waiting = [...taken, ...waiting].slice(-mostWaiting)
      publishAuditNotice({ kind: 'ANCHOR_FAILED', count: waiting.length })
    }
  }
  return {
    add(checkpoint) {
      waiting = [...waiting, checkpoint].slice(-mostWaiting)
      writing = writing.then(write)
    },
    settled: () => writing,
  }
}
