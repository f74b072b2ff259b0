import { expect, test } from 'vitest'
import {
  asker,
  charge,
  intent,
  newId,
  officer,
  openAt,
  outcome,
  refusal,
  someone,
  somebodyElse,
  usageOf,
} from './fixture.ts'
import { onBothDatabases } from './places.ts'
import { groupOf } from '../../src/audit/look-name.ts'
import { everythingIn, rawQuery } from './raw.ts'

const hourMs = 3_600_000
const start = Date.UTC(2026, 10, 20, 3)

onBothDatabases((newPlace) => {
  test('a look and its outcome are shown to the person they were about', async () => {
    const audit = await openAt(await newPlace())
    const look = intent()
    expect(await audit.record([look])).toEqual(['RECORDED'])
    expect((await usageOf(audit)).items).toMatchObject([{ purpose: 'DOSSIER', fields: null }])
    await audit.record([outcome(look.id)])
    expect(await usageOf(audit)).toEqual({
      total: 1,
      items: [
        {
          at: look.at,
          purpose: 'DOSSIER',
          procedure: '1.004194',
          organisation: '000.00.01.H26',
          client: 'one-stop-hn',
          source: 'population',
          fields: ['fullName', 'birthDate'],
        },
      ],
    })
    expect(audit.state()).toBe('open')
  })

  test('a look by the number of an old card is found by the number that the outcome knows', async () => {
    const audit = await openAt(await newPlace())
    const look = intent({ subject: '012345678' })
    await audit.record([look])
    expect((await usageOf(audit)).total).toBe(0)
    await audit.record([outcome(look.id)])
    expect(await usageOf(audit)).toMatchObject({
      total: 1,
      items: [{ fields: ['fullName', 'birthDate'] }],
    })
  })

  test('nobody is shown a look at another person, nor a refusal', async () => {
    const audit = await openAt(await newPlace())
    const look = intent({ subject: somebodyElse })
    await audit.record([look, outcome(look.id, { subject: somebodyElse }), refusal()])
    expect(await usageOf(audit)).toEqual({ total: 0, items: [] })
  })

  test('looks are shown newest first, page by page, with the total of all', async () => {
    const audit = await openAt(await newPlace())
    const looks = Array.from({ length: 7 }, (_, index) => intent({ at: start + index * hourMs }))
    await audit.record(looks.toReversed())
    const page = await usageOf(audit, { offset: 2, limit: 3 })
    expect(page.total).toBe(7)
    expect(page.items.map(({ at }) => (at - start) / hourMs)).toEqual([4, 3, 2])
    const period = await usageOf(audit, { from: start + hourMs, to: start + 3 * hourMs })
    expect(period.items.map(({ at }) => (at - start) / hourMs)).toEqual([3, 2, 1])
  })

  test('a look that is hidden for an investigation does not exist until it is released', async () => {
    const audit = await openAt(await newPlace())
    await audit.record([intent({ hiddenUntil: start + hourMs }), intent()])
    expect(await usageOf(audit, { now: start })).toMatchObject({ total: 1 })
    expect(await usageOf(audit, { now: start + hourMs })).toMatchObject({ total: 2 })
  })

  test('no officer and no dossier is shown', async () => {
    const audit = await openAt(await newPlace())
    await audit.record([intent()])
    const shown = JSON.stringify(await usageOf(audit))
    expect(shown).not.toContain(officer)
    expect(shown).not.toContain('H26.1-260718-0001')
  })

  test('it is told since when anything is recorded', async () => {
    const audit = await openAt(await newPlace())
    expect(await audit.recordedSince()).toBeNull()
    await audit.record([intent({ at: start + 1 }), intent({ at: start })])
    expect(await audit.recordedSince()).toBe(start)
  })

  test('an intake is due after its deadline, until it is settled', async () => {
    const audit = await openAt(await newPlace())
    const purpose = { kind: 'INTAKE', procedure: '1.004194', dossier: null } as const
    const look = intent({ at: start, purpose, followUp: { deadlineAt: start + hourMs } })
    const other = intent({ at: start, purpose, followUp: { deadlineAt: start + 2 * hourMs } })
    await audit.record([look, other])
    const intake = {
      id: look.id,
      at: start,
      deadlineAt: start + hourMs,
      client: 'one-stop-hn',
      officer,
      organisation: '000.00.01.H26',
      procedure: '1.004194',
    }
    expect(await audit.dueIntakes(start, 10)).toEqual([])
    expect(await audit.dueIntakes(start + hourMs, 10)).toEqual([{ ...intake, subject: someone }])
    expect(await audit.dueIntakes(start + 2 * hourMs, 1)).toMatchObject([{ id: look.id }])
    await audit.settleIntake(look.id, false)
    await audit.settleIntake(other.id, true)
    expect(await audit.dueIntakes(start + 2 * hourMs, 10)).toEqual([])
    expect(await audit.intakesWithoutDossier(start, start, 10)).toEqual([intake])
    expect(await audit.intakesWithoutDossier(start + 1, start + 2, 10)).toEqual([])
  })

  test('a settled intake keeps nothing of the person', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const look = intent({ followUp: { deadlineAt: start } })
    await audit.record([look])
    await audit.settleIntake(look.id, false)
    await audit.settleIntake(look.id, true)
    expect(await rawQuery(place, 'select followed, subject from audit_intake')).toMatchObject([
      { subject: null },
    ])
    expect(await audit.intakesWithoutDossier(0, Date.now(), 10)).toHaveLength(1)
  })

  test('no table shows a person, an officer, an agency, a purpose or a field in the clear', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const look = intent({ charges: [charge()], followUp: { deadlineAt: start } })
    await audit.record([look, outcome(look.id), refusal()])
    const stored = await everythingIn(place)
    for (const word of [
      someone,
      officer,
      asker.client,
      '000.00.01.H26',
      '1.004194',
      'H26.1',
      'fullName',
      'population',
    ])
      expect(stored).not.toContain(word)
    expect(stored).toContain(groupOf(look.id))
  })

  test('the database itself refuses to change or remove what is recorded', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    await audit.record([intent()])
    for (const [table, column] of [
      ['audit_record', 'at'],
      ['audit_checkpoint', 'at'],
      ['audit_subject', 'place'],
    ]) {
      await expect(rawQuery(place, `update ${table} set ${column} = 0`)).rejects.toThrow(
        'only added',
      )
      await expect(rawQuery(place, `delete from ${table}`)).rejects.toThrow('only added')
    }
    expect((await usageOf(audit)).total).toBe(1)
  })

  test('what is recorded outlives the process, and the next one begins a chain of its own', async () => {
    const place = await newPlace()
    const first = await openAt(place)
    await first.record([intent()])
    await first.close()
    const second = await openAt(place)
    await second.record([intent()])
    expect((await usageOf(second)).total).toBe(2)
    const chains = await rawQuery(place, 'select distinct chain from audit_record')
    expect(chains).toHaveLength(2)
  })

  test('replicas that start together make the tables once, and all of them record', async () => {
    const place = await newPlace()
    const audits = await Promise.all(Array.from({ length: 6 }, () => openAt(place)))
    await Promise.all(audits.map((audit) => audit.record([intent()])))
    const [audit] = audits
    if (audit === undefined) throw new Error('none was opened')
    expect((await usageOf(audit)).total).toBe(6)
    expect(await rawQuery(place, 'select version from audit_schema')).toHaveLength(1)
  })

  test('what nobody waits for is written before the store is closed', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const look = intent()
    await audit.record([look])
    audit.note([outcome(look.id), outcome(newId())])
    await audit.close()
    expect(await rawQuery(place, "select * from audit_record where kind = 'OUTCOME'")).toHaveLength(
      2,
    )
  })

  test('a closed store refuses', async () => {
    const audit = await openAt(await newPlace())
    await audit.close()
    await expect(audit.record([intent()])).rejects.toThrow('cannot be written')
  })
})
