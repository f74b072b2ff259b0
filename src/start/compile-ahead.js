import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL, URL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const defaultDirectory = join(root, 'node_modules', '.cache', 'lien-thong')

/** When one of the project's own files last came to be as it is, whatever time of change it claims. */
const newestChange = () =>
  ['src', 'mocks', 'demo']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .reduce(
      (newest, file) => Math.max(newest, statSync(join(file.parentPath, file.name)).ctimeMs),
      0,
    )

const stampedAt = (stamp) => statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0

const inSource = (path) => pathToFileURL(join(root, 'src', path)).href

/** What no module imports when the process starts: what only some configurations need. */
const loadedLater = ['cache/store/redis-store.ts'].map(inSource)

/** Loaded by a thread, which starts after V8's flags were changed and so has a cache of its own. */
const loadedByThreads = [
  'audit/store/thread.ts',
  'audit/database/sqlite.ts',
  'audit/database/postgres.ts',
].map(inSource)
const changeFlags = `import { leaveThreadsTheirBounds, staySmallUntilUsed } from ${JSON.stringify(inSource('start/small-heap.js'))}
import { enableCompileCache } from 'node:module'
leaveThreadsTheirBounds()
staySmallUntilUsed()
enableCompileCache(process.env.LATE_COMPILE_CACHE)`

const asModule = (code) => `data:text/javascript,${encodeURIComponent(code)}`

/**
 * All modules are stripped and compiled before the first of them is run, and that one ends the process. With the same
 * flags, because the cache is kept apart by them; without a file to run, so that this is not done again.
 */
const compile = (urls, execArgv, env) => {
  const modules = [asModule('process.exit()'), ...urls]
  const code = modules.map((url) => `import ${JSON.stringify(url)};`).join('')
  return spawnSync(process.execPath, [...execArgv, '--input-type=module', '--eval', code], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
}

const compileIn = (directory, entry) => {
  const own = compile([pathToFileURL(entry).href, ...loadedLater], process.execArgv, {
    NODE_COMPILE_CACHE: directory,
  })
  const late = compile(loadedByThreads, ['--import', asModule(changeFlags)], {
    NODE_COMPILE_CACHE: undefined,
    LATE_COMPILE_CACHE: directory,
  })
  return own.status === 0 && late.status === 0
}

/**
 * Types are stripped by a compiler that stays in memory (20 MB) once it was needed. So what it makes of each file is kept
 * by Node's own compile cache, and where something is new another process strips it first. Nothing depends on it: where
 * no folder can be written, the compiler is loaded as ever.
 *
 * @param {string | undefined} entry the file that Node was told to run
 */
export const compileAhead = (entry) => {
  const directory = process.env.NODE_COMPILE_CACHE ?? defaultDirectory
  enableCompileCache(directory)
  const ofThisNode = getCompileCacheDir()
  if (entry === undefined || ofThisNode === undefined) return
  const stamp = join(ofThisNode, relative(root, entry).replaceAll(/[^\w.-]/g, '_'))
  if (stampedAt(stamp) > newestChange()) return
  if (compileIn(directory, entry)) writeFileSync(stamp, '')
}
