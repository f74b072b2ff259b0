import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toRecord } from '../../mocks/population/records.ts'
import { toAnswer, toFault, toRefusal } from '../../mocks/population/soap.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { readAnyXml } from '../../src/sources/population/xml/any.ts'
import { readPlainXml } from '../../src/sources/population/xml/plain.ts'

/** What the complete parser makes of it; undefined where it refuses. */
const judged = (xml: string) => {
  try {
    return readAnyXml(xml)
  } catch {
    return undefined
  }
}

const namespace = 'http://www.mic.gov.vn/dancu/1.0'
const plainDocuments = [
  `<a xmlns="${namespace}"><b>x</b><b/><b> y </b></a>`,
  `<n:a xmlns:n="${namespace}" GhiChu="" n:c='>'><n:b>1</n:b ></n:a >\n`,
  `\uFEFF<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<a>\r<b>Đỗ\u00A0Thị</b>\r\n</a>`,
  '<a><b>&lt;&gt;&quot;&apos;</b></a>',
  `<a xmlns='urn:other'><b xmlns='${namespace}'>x</b></a>`,
  '<a><b>&lt;&#65;&#x1EA1;&amp;amp;</b>text<b>]</b></a>',
  `<a><o:b xmlns:o="urn:other"><b>x</b></o:b><o:b xmlns:o="${namespace}">y</o:b></a>`,
  `<a xmlns="urn:other"><b xmlns="">x</b></a>`,
  `<a xmlns:n="urn:other"><n:b xmlns:n="${namespace}"><n:c>x</n:c></n:b><n:c>y</n:c></a>`,
  `<a><__proto__>x</__proto__><constructor><b>y</b></constructor><constructor/></a>`,
  '<a>\u0085\u2028\uFEFF</a>',
  `<a>${'<b>'.repeat(15)}x${'</b>'.repeat(15)}</a>`,
  `<a><b>${'Nguyễn '.repeat(9)}</b><b>${'Nguyễn '.repeat(10)}</b><b>${'x'.repeat(70)}</b></a>`,
]

/** Well-formed, or nearly, in ways that no answer was ever seen in. */
const oddPieces = [
  '&#x10041;',
  '<n:b:c xmlns:n="urn:x"/>',
  '<b 1c="x"/>',
  '<b xmlns:n="urn:x" n:1c="x"/>',
  '<b\u00A0c="x"/>',
  '<b c\u00A0="x"/>',
  '<b c=\u00A0"x"/>',
  '\uDC00',
  '<!-- x -->',
  '<![CDATA[<b>]]>',
  '<?php x?>',
  '<!DOCTYPE a [<!ENTITY e "x">]>',
  '&e;',
  '&',
  '&#0;',
  '&#xD800;',
  '&#x110000;',
  '&#xFFFE;',
  ']]>',
  '>',
  '<',
  '</',
  '/>',
  '\u0000',
  '\u000B',
  '\uFFFE',
  '\uD83D\uDE00',
  '\uD83D',
  '<đ/>',
  '<b:c:d/>',
  '<:b/>',
  '<b:/>',
  '<xml:b/>',
  '<xmlns:b/>',
  '<n:unbound/>',
  '<-b/>',
  '<1/>',
  '< b/>',
  '<b / >',
  '</b>',
  '<b></c>',
  '<b c/>',
  '<b c=d/>',
  '<b c="1" c="2"/>',
  '<b c="1"d="2"/>',
  '<b c="<"/>',
  '<b c="&amp;"/>',
  '<b c="\u0001"/>',
  '<b xml:lang="vi">x</b>',
  '<b n:c="1"/>',
  `<b xmlns:n="urn:x" xmlns:m="urn:x" n:c="1" m:c="2"/>`,
  `<b xmlns:n="urn:x" xmlns:n="urn:y"/>`,
  `<b xmlns="urn:x" xmlns="urn:y"/>`,
  '<b xmlns:n=""/>',
  '<b xmlns:xml="urn:x"/>',
  '<b xmlns:xml="http://www.w3.org/XML/1998/namespace"/>',
  '<b xmlns:xmlns="urn:x"/>',
  '<b xmlns:n="http://www.w3.org/2000/xmlns/"/>',
  `<n:b xmlns:n=" ${namespace} ">x</n:b>`,
  `<?xml version="1.0"?>`,
  '<c>'.repeat(17) + '</c>'.repeat(17),
]

const piece = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('<b>', '</b>', '<b/>', 'x', ' ', '\r\n', '&lt;', '<n:b>'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...oddPieces) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
)

/** Somewhere in a document a piece is taken out, or put in, or both. */
const damaged = fc
  .record({
    xml: fc.constantFrom(...plainDocuments),
    at: fc.nat(),
    length: fc.nat({ max: 6 }),
    pieces: fc.array(piece, { maxLength: 3 }),
  })
  .map(({ xml, at, length, pieces }) => {
    const place = at % (xml.length + 1)
    return xml.slice(0, place) + pieces.join('') + xml.slice(place + length)
  })

describe('plain XML', () => {
  test('is what the population database answers: people, refusals and faults', () => {
    const world = createWorld()
    const answers = Array.from({ length: 300 }, (_, place) => {
      const person = world.person((place * 7_919) % world.populationSize)
      return toAnswer([toRecord(person)], person.personalId)
    })
    for (const xml of [...answers, toAnswer([], '001192000111'), toFault('x'), toRefusal('005')]) {
      const document = readPlainXml(xml)
      expect(document).toBeDefined()
      expect(document).toEqual(readAnyXml(xml))
    }
  })

  test.each(plainDocuments)('is read as the complete parser reads it: %j', (xml) => {
    const document = readPlainXml(xml)
    expect(document).toBeDefined()
    expect(document).toEqual(readAnyXml(xml))
  })

  test.each(oddPieces)('is not what holds %j', (odd) => {
    expect(readPlainXml(`<a>${odd}</a>`)).toBeUndefined()
  })

  test.each([
    '',
    'x',
    '<a/>x',
    '<a/><a/>',
    'x<a/>',
    '<a>',
    '<a',
    '<a x="1',
    '<a></a',
    ' <?xml version="1.0"?><a/>',
    '\uFEFF\uFEFF<a/>',
    '<?xml version="1x0"?><a/>',
    '<?xml version="1.1"?><a/>',
    '<?xml version="1.0" encoding="utf-16"?><a/>',
  ])('is not %j', (xml) => {
    expect(readPlainXml(xml)).toBeUndefined()
  })

  test('has no names longer than 64 letters', () => {
    const xml = (length: number) => `<a><${'n'.repeat(length)}/></a>`
    expect(readPlainXml(xml(64))).toEqual(readAnyXml(xml(64)))
    expect(readPlainXml(xml(65))).toBeUndefined()
  })

  test('has no more than 16 declarations in force, nor 256 names that are new', () => {
    const declared = (count: number) =>
      `<a${Array.from({ length: count }, (_, at) => ` xmlns:n${at}="urn:${at}"`).join('')}/>`
    expect(readPlainXml(declared(16))).toEqual({ a: null })
    expect(readPlainXml(declared(17))).toBeUndefined()
    const named = (start: string, count: number) =>
      `<a>${Array.from({ length: count }, (_, at) => `<${start}${at}/>`).join('')}</a>`
    expect(readPlainXml(named('many', 300))).toBeUndefined()
    expect(readPlainXml(named('few', 200))).toEqual(readAnyXml(named('few', 200)))
  })

  test('has tags that are told apart whichever share a place by their hash', () => {
    // Far more than there are places, so that nearly all of them share one.
    for (let start = 0; start < 20_000; start += 100) {
      const names = Array.from({ length: 100 }, (_, at) => `t${start + at}`)
      const document = readPlainXml(
        `<a>${names.map((name) => `<${name}>x</${name}>`).join('')}</a>`,
      )
      expect(document).toEqual({ a: Object.fromEntries(names.map((name) => [name, 'x'])) })
    }
  })

  test('keeps every letter of a long text, and nothing of another namespace', () => {
    const long = 'Nguyễn Thị Hồng Ân '.repeat(9).trim()
    const xml = `<s:E xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:o="urn:o"><s:b>${long}</s:b><o:c>x</o:c><s:d> </s:d></s:E>`
    expect(readPlainXml(xml)).toEqual({ E: { b: long, d: null } })
    expect(readAnyXml(xml)).toEqual({ E: { b: long, d: null } })
  })

  test('is 16 levels deep at most, as all XML that is read', () => {
    const nested = (depth: number) => `${'<a>'.repeat(depth)}x${'</a>'.repeat(depth)}`
    expect(readPlainXml(nested(16))).toEqual(readAnyXml(nested(16)))
    expect(readPlainXml(nested(17))).toBeUndefined()
    expect(() => readAnyXml(nested(17))).toThrow()
  })

  test('is not what is twenty times as long as any answer', () => {
    const xml = (length: number) => `<a>${'x'.repeat(length - 7)}</a>`
    expect(readPlainXml(xml(32_768))).toBeUndefined()
    expect(readPlainXml(xml(32_767))).toEqual(readAnyXml(xml(32_767)))
  })

  test('is never read where the complete parser refuses, nor otherwise than by it', () => {
    let read = 0
    fc.assert(
      fc.property(damaged, (xml) => {
        const document = readPlainXml(xml)
        if (document === undefined) return
        read++
        expect(document).toEqual(judged(xml))
      }),
      { numRuns: 20_000 },
    )
    // Otherwise nothing was compared.
    expect(read).toBeGreaterThan(2_000)
  })

  test('is read anew after one that was left in its middle', () => {
    readPlainXml('<a><b>x</b><!-- --></a>')
    expect(readPlainXml('<a/>')).toEqual({ a: null })
  })
})
