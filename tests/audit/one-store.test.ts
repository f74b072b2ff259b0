import { existsSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { charge, intent, newId, outcome, recordNotices, usageOf } from './fixture.ts'
import { createFileStores, november } from './file-store.ts'
import { createSetup } from './setup.ts'

const hourMs = 3_600_000

let files: ReturnType<typeof createFileStores>
beforeEach(() => {
  files = createFileStores()
})
const query = (text: string) => files.query(text)
const checkpointsOf = (chain: string) =>
  query('select chain, number, seq, at, after from audit_checkpoint order by at, number')
    .filter((row) => row['chain'] === chain)
    .map(({ number, seq, after }) => [number, seq, after])
test('nothing to append opens nothing', async () => {
  expect(await files.open().append([])).toEqual([])
  expect(existsSync(files.file)).toBe(false)
})

test('a store is made ready by trying it, which leaves nothing but the opening of its chain', async () => {
  const store = files.open({ chain: 'a' })
  await store.probe()
  await store.probe()
  expect(query('select * from audit_probe')).toEqual([])
  expect(query('select * from audit_record')).toEqual([])
  expect(checkpointsOf('a')).toEqual([[0, 0, '[]']])
})

test('a chain is signed after so many records, and where it is asked to and has grown', async () => {
  const store = files.open({ chain: 'a', checkpointRecords: 3 })
  await store.append([intent(), intent()])
  await store.append([intent()])
  expect(checkpointsOf('a')).toEqual([
    [0, 0, '[]'],
    [1, 3, '[]'],
  ])
  await store.append([intent()])
  await store.checkpoint()
  await store.checkpoint()
  await store.append([intent(), intent()])
  expect(checkpointsOf('a').slice(2)).toEqual([[2, 4, '[]']])
  await store.append([intent()])
  await store.close()
  expect(checkpointsOf('a').slice(3)).toEqual([[3, 7, '[]']])
})

test('a checkpoint tells when it was signed', async () => {
  const store = files.open()
  await store.append([intent()])
  files.clock.now += 5
  await store.checkpoint()
  expect(query('select at from audit_checkpoint order by number')).toEqual([
    { at: november },
    { at: november + 5 },
  ])
})

test('the chain that is opened next names those that nobody has named', async () => {
  for (const chain of ['a', 'b', 'c', 'd']) {
    files.clock.now += 1
    const store = files.open({ chain })
    await store.append([intent()])
    if (chain === 'b') {
      const other = files.open({ chain: 'b2' })
      await other.append([intent()])
    }
  }
  expect(
    Object.fromEntries(
      query('select chain, after from audit_checkpoint where number = 0').map((row) => [
        row['chain'],
        JSON.parse(String(row['after'])),
      ]),
    ),
  ).toEqual({ a: [], b: ['a'], b2: ['b'], c: ['b2'], d: ['c'] })
})

test('a store that goes on with a chain begins where it stands', async () => {
  const setup = createSetup(files.file, { chain: 'a' })
  const first = files.open(setup)
  await first.append([intent(), intent()])
  await first.close()
  await files.open(setup).append([intent()])
  expect(query('select seq from audit_record order by seq').map(({ seq }) => seq)).toEqual([
    1, 2, 3,
  ])
  expect(checkpointsOf('a')).toEqual([
    [0, 0, '[]'],
    [1, 2, '[]'],
  ])
})

test('all or nothing: what fails leaves no record, and the next goes on without a gap', async () => {
  const store = files.open()
  const look = intent({ followUp: { deadlineAt: november } })
  await store.append([look])
  await expect(store.append([intent({ charges: [charge()] }), look])).rejects.toThrow('UNIQUE')
  await store.append([intent()])
  expect(query('select seq from audit_record').map(({ seq }) => seq)).toEqual([1, 2])
  expect(query('select * from audit_budget')).toEqual([])
})

test('windows that ended long ago are forgotten once an hour', async () => {
  const store = files.open()
  const dayMs = 24 * hourMs
  const remember = async (windowStart: number) =>
    store.append([intent({ charges: [charge({ windowStart })] })])
  const windows = () =>
    query('select window_start as at from audit_budget order by at').map(({ at }) => at)
  await remember(files.clock.now - 62 * dayMs - 1)
  await remember(files.clock.now - 62 * dayMs)
  await store.checkpoint()
  expect(windows()).toEqual([files.clock.now - 62 * dayMs])
  files.clock.now += hourMs - 1
  await store.checkpoint()
  expect(windows()).toHaveLength(1)
  files.clock.now += 1
  await store.checkpoint()
  expect(windows()).toEqual([])
})

test('a record that its own key does not open is told and left out', async () => {
  const kinds = recordNotices()
  const store = files.open()
  const [one, other] = [intent({ at: november }), intent({ at: november + 1 })]
  await store.append([one, other, outcome(other.id)])
  files.spoil('audit_record', 'body')
  expect(await usageOf(store)).toEqual({ total: 2, items: [] })
  expect(kinds).toEqual(['AUDIT_TAMPERED', 'AUDIT_TAMPERED', 'AUDIT_TAMPERED'])
})

test('an outcome that does not open leaves it unknown what was shown', async () => {
  const kinds = recordNotices()
  const store = files.open()
  const look = intent()
  await store.append([look, outcome(look.id)])
  query('drop trigger audit_record_no_update')
  query("update audit_record set body = x'00' where kind = 'OUTCOME'")
  expect((await usageOf(store)).items).toMatchObject([{ fields: null }])
  expect(kinds).toEqual(['AUDIT_TAMPERED'])
})

test('without a key nothing is known of anybody, and nobody is accused', async () => {
  const kinds = recordNotices()
  const setup = createSetup(files.file)
  const store = files.open(setup)
  const look = intent({ at: november, followUp: { deadlineAt: november } })
  await store.append([look, outcome(look.id, { at: Date.UTC(2026, 11, 15) })])
  await store.useSecrets(setup.secrets.filter(({ month }) => month === '2026-11'))
  expect((await usageOf(store)).items).toMatchObject([{ fields: null }])
  await store.useSecrets([])
  expect(await usageOf(store)).toEqual({ total: 0, items: [] })
  expect(await store.dueIntakes(files.clock.now, 10)).toEqual([])
  await store.settleIntake(look.id, false)
  expect(await store.intakesWithoutDossier(0, files.clock.now, 10)).toEqual([])
  expect(kinds).toEqual([])
})

test('looks of one moment are shown in one order, the last first', async () => {
  const store = files.open()
  const sources = ['a', 'b', 'c']
  await store.append(sources.map((source) => intent({ at: november, source })))
  expect((await usageOf(store)).items.map(({ source }) => source)).toEqual(['c', 'b', 'a'])
})

test('a refusal alone, though it names the person, shows them no look', async () => {
  const store = files.open()
  const look = intent({ subject: '012345678' })
  await store.append([look])
  await store.append([{ ...look, kind: 'REFUSAL', subject: '001092012345', reason: 'NO_PURPOSE' }])
  expect((await usageOf(store)).total).toBe(0)
})

test('since when anything is recorded is the first moment of any record', async () => {
  const store = files.open()
  expect(await store.recordedSince()).toBeNull()
  await store.append([intent({ at: november + 1 }), outcome(newId(), { at: november })])
  expect(await store.recordedSince()).toBe(november)
})
