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

/** What no module imports when the process starts: threads, and what only some configurations need. */
const loadedLater = [
  'audit/store/thread.ts',
  'audit/store/index.ts',
  'audit/database/postgres.ts',
].map((path) => pathToFileURL(join(root, 'src', path)).href)

/**
 * All modules are stripped and compiled before the first of them is run, and that one ends the process. With the same
 * flags, because the cache is kept apart by them; without a file to run, so that this is not done again.
 */
const compileIn = (directory, entry) => {
  const modules = ['data:text/javascript,process.exit()', pathToFileURL(entry).href, ...loadedLater]
  const code = modules.map((url) => `import ${JSON.stringify(url)};`).join('')
  return spawnSync(process.execPath, [...process.execArgv, '--input-type=module', '--eval', code], {
    env: { ...process.env, NODE_COMPILE_CACHE: directory },
    stdio: 'ignore',
  })
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
  if (compileIn(directory, entry).status === 0) writeFileSync(stamp, '')
}
