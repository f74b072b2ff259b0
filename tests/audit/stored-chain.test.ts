import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readAnchors } from '../../scripts/audit-verify/anchors.ts'
import { readPublicKeys } from '../../scripts/audit-verify/records.ts'
import { openSqlite } from '../../scripts/audit-verify/source.ts'
import { verify } from '../../scripts/audit-verify/verify.ts'
import { createMonthKeys } from '../../src/audit/keys/month-keys.ts'
import { groupOf } from '../../src/audit/look-name.ts'
import { unseal } from '../../src/audit/keys/seal.ts'
import { placeOf } from '../../src/audit/store/places.ts'
import { charge, intent, outcome, recordNotices, refusal, usageOf } from './fixture.ts'
import { createFileStores, november } from './file-store.ts'
import { createSetup, publicPem } from './setup.ts'

let files: ReturnType<typeof createFileStores>
beforeEach(() => {
  files = createFileStores()
})

const keys = readPublicKeys([publicPem])
const anchorsNow = () => readAnchors([join(dirname(files.file), 'anchors.jsonl')], keys)
const verified = async () => {
  const source = openSqlite(files.file)
  try {
    return await verify({ source, anchors: await anchorsNow(), keys })
  } finally {
    await source.close()
  }
}

test('a chain that goes on after a restart and after a failure is whole, and so is the one beside it', async () => {
  const setup = createSetup(files.file, { chain: 'a', checkpointRecords: 2 })
  const first = files.open(setup)
  const look = intent({ followUp: { deadlineAt: 0 } })
  await first.append([look, outcome(look.id), refusal({ subject: null })])
  await expect(first.append([intent(), look])).rejects.toThrow('UNIQUE')
  await first.append([intent({ hiddenUntil: november })])
  await first.close()
  await files.open({ chain: 'b' }).append([intent()])
  const again = files.open(setup)
  await again.append([intent()])
  await again.append([intent()])
  await again.close()
  expect(await verified()).toMatchObject({ findings: [], chains: 2, records: 7 })
})

test('whatever is signed is anchored, each checkpoint once', async () => {
  const store = files.open({ chain: 'a', checkpointRecords: 2 })
  for (let count = 0; count < 4; count += 1) await store.append([intent()])
  await store.append([intent()])
  await store.checkpoint()
  await store.checkpoint()
  await store.close()
  const anchored = (await anchorsNow()).byChain.get('a') ?? []
  expect(anchored.map(({ number, seq }) => [number, seq])).toEqual([
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 5],
  ])
})

test.each(['seq', 'look', 'chain'])(
  'a body that is moved to another %s does not open',
  async (column) => {
    const kinds = recordNotices()
    const store = files.open({ chain: 'a' })
    await store.append([intent({ at: november })])
    files.query('drop trigger audit_record_no_update')
    files.query('drop trigger audit_subject_no_update')
    if (column === 'look') files.query("update audit_subject set look = 'b'")
    files.query(`update audit_record set ${column} = ${column === 'seq' ? 2 : "'b'"}`)
    expect((await usageOf(store)).items).toEqual([])
    expect(kinds).toEqual(['AUDIT_TAMPERED'])
  },
)

test('a look that fits into no budget is recorded with why it was refused', async () => {
  const setup = createSetup(files.file)
  const look = intent({ at: november, charges: [charge({ limit: 0 })] })
  expect(await files.open(setup).append([look])).toEqual(['OVER_BUDGET'])
  const [row] = files.query('select chain, seq, kind, look, kid, body from audit_record')
  const key = createMonthKeys(setup.secrets).find(String(row?.['kid']))
  if (row === undefined || key === null) throw new Error('it was not recorded')
  const place = placeOf({
    chain: String(row['chain']),
    seq: Number(row['seq']),
    kind: 'REFUSAL',
    look: groupOf(look.id),
  })
  expect(unseal(key.seal, place, row['body'] as Uint8Array)).toContain(
    '"reason":"QUOTA_SUBJECTS_EXCEEDED"',
  )
})
