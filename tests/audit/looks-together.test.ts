import { expect, test } from 'vitest'
import { nameLook } from '../../src/audit/look-name.ts'
import {
  charge,
  intent,
  openAt,
  outcome,
  recordNotices,
  someone,
  somebodyElse,
  usageOf,
} from './fixture.ts'
import { onBothDatabases } from './places.ts'
import { rawQuery } from './raw.ts'

const start = Date.UTC(2026, 10, 20, 3)

onBothDatabases((newPlace) => {
  test('looks that are recorded together are one record, and each person sees their own look alone', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const at = start
    const looks = [someone, somebodyElse, someone].map((subject, index) =>
      intent({
        id: nameLook('a'.repeat(28), index),
        at,
        subject,
        purpose: { kind: 'DOSSIER', procedure: `1.00000${index}`, dossier: null },
      }),
    )
    await audit.record(looks)
    await audit.record(
      looks.map(({ id }, index) => outcome(id, { at, subject: null, fields: [`field${index}`] })),
    )
    expect(await rawQuery(place, 'select kind, look from audit_record order by seq')).toEqual([
      { kind: 'INTENT', look: 'a'.repeat(28) },
      { kind: 'OUTCOME', look: 'a'.repeat(28) },
    ])
    const own = await usageOf(audit)
    expect(own.total).toBe(2)
    expect(own.items.map(({ procedure, fields }) => [procedure, fields])).toEqual([
      ['1.000002', ['field2']],
      ['1.000000', ['field0']],
    ])
    expect(await usageOf(audit, { subject: somebodyElse })).toMatchObject({
      total: 1,
      items: [{ procedure: '1.000001', fields: ['field1'] }],
    })
    expect(await usageOf(audit, { offset: 1, limit: 1 })).toMatchObject({
      total: 2,
      items: [{ fields: ['field0'] }],
    })
  })

  test('an entry that leads somebody to the look at another person is an alarm, and shows nothing', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const looks = [someone, somebodyElse].map((subject, index) =>
      intent({ id: nameLook('c'.repeat(28), index), at: start, subject }),
    )
    await audit.record(looks)
    const kinds = recordNotices()
    await rawQuery(
      place,
      'insert into audit_subject select subject, look, 1 - place from audit_subject',
    )
    expect(await usageOf(audit)).toMatchObject({ total: 2, items: [{ at: start }] })
    expect(kinds).toEqual(['AUDIT_TAMPERED'])
  })

  test('a replica of an earlier version, which names no group, records nothing', async () => {
    const place = await newPlace()
    await openAt(place)
    const columns = "'x', 1, 0, 'INTENT', '0123456789abcdef0123456789abcdef', 'k'"
    const zero = place.databaseUrl === undefined ? "x'00'" : "'\\x00'"
    await expect(
      rawQuery(
        place,
        `insert into audit_record (chain, seq, at, kind, look, kid, body, hash)
          values (${columns}, ${zero}, ${zero})`,
      ),
    ).rejects.toThrow('a replica of an earlier version')
  })

  test('of looks together those that exceed a budget are a record of refusals, and are shown to nobody', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const charges = [charge({ limit: 1 })]
    const looks = [someone, somebodyElse].map((subject, index) =>
      intent({ id: nameLook('b'.repeat(28), index), at: start, subject, charges }),
    )
    expect(await audit.record(looks)).toEqual(['RECORDED', 'OVER_BUDGET'])
    expect(await rawQuery(place, 'select kind from audit_record order by seq')).toEqual([
      { kind: 'INTENT' },
      { kind: 'REFUSAL' },
    ])
    expect((await usageOf(audit)).total).toBe(1)
    expect((await usageOf(audit, { subject: somebodyElse })).total).toBe(0)
  })
})
