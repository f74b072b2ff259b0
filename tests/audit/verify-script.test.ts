import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsIn } from '../support/import-graph.ts'
import { intent, openAt, outcome, type Place, temporaryFolder } from './fixture.ts'
import { onBothDatabases } from './places.ts'
import { rawQuery } from './raw.ts'
import { tamperWith } from './tampering.ts'

const root = join(import.meta.dirname, '../..')
const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/audit-verify.ts'), ...args],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

const fill = async (place: Place): Promise<void> => {
  const audit = await openAt(place, { checkpointRecords: 2 })
  for (let count = 0; count < 3; count += 1) {
    const look = intent({ hiddenUntil: count === 1 ? 5 : null })
    await audit.record([look])
    await audit.record([outcome(look.id, { subject: null })])
  }
  await audit.close()
}

const optionsFor = ({ directory, databaseUrl }: Place): readonly string[] =>
  databaseUrl === undefined
    ? ['--sqlite', join(directory, 'audit.sqlite')]
    : [
        ...['--postgres', databaseUrl, '--public-key', join(directory, 'signing-key.pub.pem')],
        ...['--anchors', join(directory, 'anchors.jsonl')],
      ]

const hexed = (row: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(row, (_, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
    // As `JSON.stringify` already hands over what `Buffer` makes of itself.
    const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : null
    return Array.isArray(data) ? Buffer.from(data).toString('hex') : value
  })

onBothDatabases((newPlace) => {
  test('the script ends with 0 where the record is as it was', async () => {
    const place = await newPlace()
    await fill(place)
    const { status, stdout } = run(...optionsFor(place))
    expect(stdout).toContain('Nguyên vẹn / Intact')
    expect(stdout).toContain('6 bản ghi / records, 0 chưa ký')
    expect(status).toBe(0)
  })

  test('the script reads an export of the tables', async () => {
    const place = await newPlace()
    await fill(place)
    const rows = [
      ...(await rawQuery(place, 'select * from audit_record order by chain, seq')),
      ...(await rawQuery(place, 'select * from audit_checkpoint')),
    ]
    const file = join(place.directory, 'export.jsonl')
    const key = ['--public-key', join(place.directory, 'signing-key.pub.pem')]
    writeFileSync(file, rows.map((row) => `${hexed(row)}\n`).join(''))
    expect(run('--json', file, ...key)).toMatchObject({ status: 0 })
    writeFileSync(file, readFileSync(file, 'utf8').replace('INTENT', 'REFUSAL'))
    const { status, stdout } = run('--json', file, ...key)
    expect(stdout).toMatch(/^ALTERED {2}\S+ {2}seq 1 /m)
    expect(status).toBe(1)
  })
})

describe('the script', () => {
  test('ends with 1 and names the chain and the place in both languages', async () => {
    const directory = temporaryFolder()
    await fill({ directory })
    tamperWith(join(directory, 'audit.sqlite'), (database) => {
      database.exec('delete from audit_record where seq = 4')
    })
    const { status, stdout } = run('--sqlite', join(directory, 'audit.sqlite'))
    expect(stdout).toMatch(/^MISSING {2}\S+ {2}seq 4 {2}bản ghi bị xoá \/ record removed$/m)
    expect(status).toBe(1)
  })

  test('ends with 2 where nothing can be checked', async () => {
    const directory = temporaryFolder()
    expect(run('--sqlite', join(directory, 'none.sqlite'))).toMatchObject({ status: 2 })
    await fill({ directory })
    const file = join(directory, 'audit.sqlite')
    expect(run('--sqlite', file, '--json', file)).toMatchObject({ status: 2 })
    expect(run('--sqlite', file, '--anchors', join(directory, 'none'))).toMatchObject({ status: 2 })
    expect(run('--what')).toMatchObject({ status: 2 })
  })

  test('takes nothing for signed that another key signed', async () => {
    const directory = temporaryFolder()
    const other = temporaryFolder()
    await fill({ directory })
    await fill({ directory: other })
    const { status, stdout } = run(
      ...['--sqlite', join(directory, 'audit.sqlite')],
      ...['--public-key', join(other, 'signing-key.pub.pem')],
    )
    expect(stdout).toContain('CHECKPOINT_FORGED')
    expect(status).toBe(1)
  })

  test('explains itself in Vietnamese and English', () => {
    const { status, stdout } = run('--help')
    expect(stdout).toContain('Kiểm tra nhật ký')
    expect(stdout).toContain('Checks the record')
    expect(status).toBe(0)
  })

  test('says of what it vouches for nothing, in its help and beside whatever it found', async () => {
    const directory = temporaryFolder()
    await fill({ directory })
    const file = join(directory, 'audit.sqlite')
    const intact = run('--sqlite', file).stdout
    tamperWith(file, (database) => database.exec('delete from audit_record where seq = 4'))
    for (const text of [run('--help').stdout, intact, run('--sqlite', file).stdout]) {
      expect(text).toMatch(/Hạn mức .*lượt tra cứu chờ hồ sơ .*nằm ngoài chuỗi/)
      expect(text).toMatch(/Budgets .*and intakes .*are outside of the chain/)
    }
  })

  test('needs nothing of the gateway', () => {
    const files = ['anchors', 'chain', 'decode', 'findings', 'records', 'source', 'verify'].map(
      (name) => `scripts/audit-verify/${name}.ts`,
    )
    const imports = ['scripts/audit-verify.ts', ...files].flatMap((file) =>
      importsIn(file, readFileSync(join(root, file), 'utf8')),
    )
    expect(imports.length).toBeGreaterThan(10)
    expect(imports.filter(({ to }) => !to.startsWith('scripts/audit-verify'))).toEqual([])
  })
})
