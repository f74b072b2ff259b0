import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { until } from '../support/redis.ts'
import type { Place } from './fixture.ts'

const writer = join(import.meta.dirname, 'writer-process.ts')

/** Another process that records until it is killed; the shell command, if any, is run before it in its place. */
export const startWriter = async ({ directory, databaseUrl = '' }: Place, before = '') => {
  const command = `${before}exec "$0" "$@"`
  const child = spawn('sh', ['-c', command, process.execPath, writer, directory, databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  await until(() => lines.includes('open'), 15_000)
  return {
    kill,
    /** Ids of what it was told is durable. */
    ids: (): readonly string[] => lines.filter((line) => /^[0-9a-f]{32}$/.test(line)),
    refusals: (): number => lines.filter((line) => line === 'refused').length,
  }
}
