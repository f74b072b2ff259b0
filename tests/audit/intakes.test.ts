import { beforeEach, expect, test } from 'vitest'
import { intent, outcome } from './fixture.ts'
import { createFileStores, november } from './file-store.ts'

let files: ReturnType<typeof createFileStores>
beforeEach(() => {
  files = createFileStores()
})
const query = (text: string) => files.query(text)

const intake = (over: Parameters<typeof intent>[0] = {}) =>
  intent({ at: november, followUp: { deadlineAt: november }, ...over })
const idsIn = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id)

test.each(['REFUSED', 'UNAVAILABLE'] as const)(
  'an intake whose look was %s is followed by nobody',
  async (result) => {
    const store = files.open()
    const [look, other, settled] = [intake(), intake(), intake()]
    await store.append([look, other, settled])
    await store.settleIntake(settled.id, false)
    await store.append([outcome(look.id, { result }), outcome(settled.id, { result })])
    expect(idsIn(await store.dueIntakes(november, 10))).toEqual([other.id])
    expect(idsIn(await store.intakesWithoutDossier(0, november, 10))).toEqual([settled.id])
  },
)

test.each(['SHOWN', 'ABSENT', 'ABORTED'] as const)(
  'an intake whose look was %s stays due',
  async (result) => {
    const store = files.open()
    const look = intake()
    await store.append([look, outcome(look.id, { result })])
    expect(idsIn(await store.dueIntakes(november, 10))).toEqual([look.id])
  },
)

test('a look that nothing has to follow is no intake', async () => {
  const store = files.open()
  await store.append([intent()])
  expect(query('select * from audit_intake')).toEqual([])
})

test('intakes are due by their deadline and told by their moment, so many at most', async () => {
  const store = files.open()
  const looks = [3, 1, 2].map((day) =>
    intake({ at: november - day, followUp: { deadlineAt: november - day } }),
  )
  await store.append(looks)
  const [first = '', last = '', second = ''] = idsIn(looks)
  expect(idsIn(await store.dueIntakes(november, 10))).toEqual([first, second, last])
  expect(idsIn(await store.dueIntakes(november, 2))).toEqual([first, second])
  expect(idsIn(await store.dueIntakes(november - 2, 10))).toEqual([first, second])
  for (const id of [first, last, second]) await store.settleIntake(id, id === second)
  expect(idsIn(await store.intakesWithoutDossier(0, november, 10))).toEqual([first, last])
  expect(idsIn(await store.intakesWithoutDossier(0, november, 1))).toEqual([first])
})

test.each(['subject', 'body'])('an intake whose %s was altered is left out', async (column) => {
  const store = files.open()
  const look = intake()
  await store.append([look])
  files.spoil('audit_intake', column)
  expect(await store.dueIntakes(november, 10)).toEqual([])
})

test('a sealed part of an intake opens as nothing else', async () => {
  const store = files.open()
  const [look, other] = [intake({ subject: '1' }), intake({ subject: '2' })]
  await store.append([look, other])
  query(
    `update audit_intake set subject = (select subject from audit_intake where id = '${other.id}')`,
  )
  expect(idsIn(await store.dueIntakes(november, 10))).toEqual([other.id])
  query('update audit_intake set subject = body')
  expect(await store.dueIntakes(november, 10)).toEqual([])
})
