import { expect, test } from 'vitest'
import { BadInputError } from '../../src/lib/errors.ts'
import { catalogue } from '../../mocks/procedures/index.ts'
import { bootScripted, bootSimulated, codeOf, ok } from './procedures-fixture.ts'

const firstPage = { first: 100, after: null }

test('pages follow each other in the order of the codes, every procedure once', async () => {
  const { search } = await bootSimulated()
  const seen: string[] = []
  for (let after: string | null = null, more = true; more;) {
    const page = await search({}, { first: 37, after })
    seen.push(...page.items.map(({ procedure }) => procedure.code))
    expect(page.totalCount).toBe(500)
    after = page.endCursor
    more = page.hasNextPage
  }
  expect(seen).toEqual(catalogue.map(({ code }) => code).sort())
})

test.each([
  ['đăng ký khai sinh'],
  ['dang ky khai sinh'],
  ['KHAI SINH đăng'],
  ['khai sinh'.normalize('NFD')],
  ['  khai   sinh '],
])('the words %j find births, whatever their case, accents and order', async (words) => {
  const { search } = await bootSimulated()
  const { items } = await search({ search: words }, firstPage)
  const names = items.map(({ procedure }) => procedure.name)
  expect(names).toContain('Đăng ký khai sinh')
  for (const name of names) expect(name.toLowerCase()).toMatch(/khai sinh/)
})

test('a code finds its procedure', async () => {
  const { search } = await bootSimulated()
  const { items } = await search({ search: '1.004222' }, firstPage)
  expect(items.map(({ procedure }) => procedure.name)).toEqual(['Đăng ký thường trú'])
})

test('an empty search finds everything, one that matches nothing finds nothing', async () => {
  const { search } = await bootSimulated()
  expect((await search({ search: ' ' }, firstPage)).totalCount).toBe(500)
  const none = await search({ search: 'tàu vũ trụ' }, firstPage)
  expect(none).toMatchObject({ items: [], totalCount: 0, hasNextPage: false, endCursor: null })
})

test('a level finds its procedures, in words and in the older numbers', async () => {
  const { search } = await bootSimulated()
  const { items, totalCount } = await search(
    { onlineLevel: 'PARTIAL' },
    { first: 500, after: null },
  )
  expect(items.every(({ procedure }) => procedure.onlineLevel === 'PARTIAL')).toBe(true)
  // Those whose level the list leaves out are nobody's.
  const known = catalogue.filter(({ online, index }) => online === 'PARTIAL' && index % 53 !== 50)
  expect(totalCount).toBe(known.length)
})

test('null filters are no filters', async () => {
  const { search } = await bootSimulated()
  const filter = { search: null, field: null, agency: null, onlineLevel: null }
  expect((await search(filter, firstPage)).totalCount).toBe(500)
})

test('a field and an agency are found in the details read so far, and the page says how many', async () => {
  const { search, details } = await bootSimulated()
  const before = await search({ field: 'G15-HT01' }, firstPage)
  expect(before).toMatchObject({ totalCount: 0, detailsRead: 0, detailsTotal: 500 })
  await Promise.all(['1.001193', '1.004222', '1.000894'].map((code) => details(codeOf(code))))
  const byField = await search({ field: 'G15-HT01' }, firstPage)
  expect(byField.items.map(({ procedure }) => procedure.code)).toEqual(['1.000894', '1.001193'])
  expect(byField.detailsRead).toBe(3)
  const byAgency = await search({ agency: 'Z02', search: 'thuong tru' }, firstPage)
  expect(byAgency.items.map(({ procedure }) => procedure.code)).toEqual(['1.004222'])
})

test.each([['1.001193'], ['%%%'], [''], ['MS4wMDExOTM='], ['AA']])(
  'the cursor %j is refused by name, without a question to the system',
  async (after) => {
    const { search, asked } = await bootSimulated()
    const answer = search({}, { first: 10, after })
    await expect(answer).rejects.toThrow(BadInputError)
    await expect(answer).rejects.toMatchObject({ argument: 'after' })
    expect(asked('LayDanhSachTTHC')).toEqual([])
  },
)

test('a cursor whose procedure has gone still leads on', async () => {
  const rows = ['1.000001', '1.000002', '1.000004'].map((code) => ({ MATTHC: code }))
  const { search } = await bootScripted(({ service }) => service && ok(rows))
  const gone = Buffer.from('1.000003').toString('base64url')
  const page = await search({}, { first: 10, after: gone })
  expect(page.items.map(({ procedure }) => procedure.code)).toEqual(['1.000004'])
})
