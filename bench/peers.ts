import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const stamp = `${folder}node_modules/.installed`

const fingerprint = (): string =>
  createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex')

const isInstalled = (): boolean => {
  try {
    return readFileSync(stamp, 'utf8') === fingerprint()
  } catch {
    return false
  }
}

/** Installs what the contenders need, where it is missing or of another lock file. Throws where npm does. */
export const installPeers = async (say: (line: string) => void): Promise<void> => {
  if (isInstalled()) return
  say('installing the contenders’ packages into bench/node_modules, once (npm ci) …')
  const npm = spawn(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const [code] = (await once(npm, 'exit')) as [number | null]
  if (code !== 0) throw new Error('npm could not install the contenders’ packages')
  writeFileSync(stamp, fingerprint())
}

// The type checker needs them too: without them `npm run check` fails on a fresh clone.
if (import.meta.main) await installPeers(console.error)
