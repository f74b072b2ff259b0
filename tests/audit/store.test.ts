import { expect, test } from 'vitest'
import { intent, openAt, outcome, temporaryFolder, usageOf } from './fixture.ts'

test('a look and its outcome are shown to the person they were about', async () => {
  const audit = await openAt({ directory: temporaryFolder() })
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
