import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './redis.ts'

const given = process.env['AUDIT_TEST_DATABASE_URL'] ?? process.env['AUDIT_DATABASE_URL']
const binaries = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)

/** PostgreSQL refuses to run as root; its packages make a user of that name. */
const ownerOf = (): { readonly uid: number; readonly gid: number } | null => {
  if (process.getuid?.() !== 0)
    return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  try {
    const idOf = (flag: string) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
    return { uid: idOf('-u'), gid: idOf('-g') }
  } catch {
    return null
  }
}
const owner = ownerOf()

/** Why there is none; null where there is one. */
export const missingPostgres: string | null =
  given !== undefined || (binaries !== undefined && owner !== null)
    ? null
    : 'neither AUDIT_TEST_DATABASE_URL nor a PostgreSQL on this machine'
if (missingPostgres !== null) console.warn(`Without PostgreSQL: ${missingPostgres}`)

export interface PostgresServer {
  /** A new empty database. */
  database(): Promise<string>
  /** Ends at once, as by a failure of power. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** The shell stays beside the server and ends it as soon as nobody holds its input: also when the test is killed or fails. */
const keeper = '"$@" </dev/null >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -QUIT $!; wait $!'

const isUp = async (url: string): Promise<boolean> => {
  const client = new Client(url)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const createDatabaseOn = async (url: string): Promise<string> => {
  const name = `audit_${Date.now()}_${Math.floor(Math.random() * 1e9)}`
  const client = new Client(url)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

const startOwn = async (isDurable: boolean): Promise<PostgresServer> => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-postgres-'))
  if (owner === null || binaries === undefined) throw new Error(missingPostgres ?? '')
  chownSync(directory, owner.uid, owner.gid)
  const data = join(directory, 'data')
  const asOwner = { ...owner, cwd: directory, env: { PATH: process.env['PATH'] } }
  const init = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    '--no-locale',
  ]
  execFileSync(join(binaries, 'initdb'), init, { ...asOwner, stdio: 'ignore' })
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const args = ['-D', data, '-p', String(port), '-k', directory, '-h', '127.0.0.1']
  const settings = [
    `fsync=${isDurable ? 'on' : 'off'}`,
    'shared_buffers=16MB',
    'max_connections=60',
  ]
  const command = [join(binaries, 'postgres'), ...args, ...settings.flatMap((one) => ['-c', one])]
  let end = () => Promise.resolve()
  const start = async (): Promise<void> => {
    const shell = spawn('sh', ['-c', keeper, 'sh', ...command], {
      ...asOwner,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const exited = once(shell, 'exit')
    end = async () => {
      shell.stdin.end()
      await exited
    }
    while (!(await isUp(url))) await sleep(50)
  }
  await start()
  return {
    database: () => createDatabaseOn(url),
    kill: () => end(),
    start,
    async stop() {
      await end()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const useGiven = (url: string): PostgresServer => ({
  database: () => createDatabaseOn(url),
  kill: () => Promise.reject(new Error('only a server of its own may be killed')),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
})

/** A server of the test's own, or the one that the environment names. Only a bench has to wait for the disk. */
export const startPostgres = ({
  isOwn = false,
  isDurable = false,
} = {}): Promise<PostgresServer> =>
  given === undefined || isOwn ? startOwn(isDurable) : Promise.resolve(useGiven(given))

export const canStartPostgres = binaries !== undefined && owner !== null
