import {
  type ASTNode,
  buildClientSchema,
  type DirectiveDefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  introspectionFromSchema,
  isTypeDefinitionNode,
  Kind,
  parse,
  printSchema,
  type TypeDefinitionNode,
  visit,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { createSchema } from '../../src/server/schema.ts'

/** Vietnamese words that happen to be written without any mark. */
const unmarkedWords: readonly string[] = ['Nam']

const vietnameseLetter = /[ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ]/i

const isVietnamese = (sentence: string): boolean =>
  vietnameseLetter.test(sentence.normalize('NFC')) ||
  unmarkedWords.includes(sentence.replace(/\.$/, ''))

/** Names of laws and places may stand in an English sentence, but most of its words are plain ASCII. */
const isEnglish = (sentence: string): boolean => {
  const words = sentence.normalize('NFC').match(/[\p{L}\p{M}']+/gu) ?? []
  const foreign = words.filter((word) => vietnameseLetter.test(word))
  return words.length > 0 && foreign.length * 4 <= words.length
}

const sentencesOf = (description: string): readonly string[] =>
  description
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=[.!?:]) /)
    .filter((sentence) => sentence !== '')

/** Which of the two languages a description lacks: it begins in Vietnamese and goes on in English. */
const missingIn = (description: string | undefined): readonly string[] => {
  const [first = '', ...others] = sentencesOf(description ?? '')
  return [
    ...(isVietnamese(first) ? [] : ['Vietnamese']),
    ...(others.some(isEnglish) ? [] : ['English']),
  ]
}

type Described =
  | DirectiveDefinitionNode
  | TypeDefinitionNode
  | FieldDefinitionNode
  | InputValueDefinitionNode
  | EnumValueDefinitionNode

const kinds: readonly Kind[] = [
  Kind.DIRECTIVE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]

const isDescribed = (node: ASTNode): node is Described =>
  isTypeDefinitionNode(node) || kinds.includes(node.kind)

interface Element {
  readonly name: string
  readonly description: string | undefined
}

/** Everything that a printed schema names, as `Citizen.dossiers.first`. Built-in types are never printed. */
const elementsOf = (sdl: string): readonly Element[] => {
  const elements: Element[] = []
  visit(parse(sdl), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!isDescribed(node)) return
      const above = ancestors.flatMap((one) => ('kind' in one && isDescribed(one) ? [one] : []))
      const name = [...above, node].map((one) => one.name.value).join('.')
      elements.push({ name, description: node.description?.value })
    },
  })
  return elements
}

const holesIn = (sdl: string): readonly string[] =>
  elementsOf(sdl).flatMap(({ name, description }) => {
    const missing = missingIn(description)
    return missing.length === 0 ? [] : [`${name}: no ${missing.join(', no ')}`]
  })

describe('the words of the schema', () => {
  const schema = createSchema()

  test('describe every element in Vietnamese and in English', () => {
    expect(holesIn(printSchema(schema))).toEqual([])
  })

  test('reach a client, who asks for them by introspection', () => {
    const asSeen = printSchema(buildClientSchema(introspectionFromSchema(schema)))
    expect(elementsOf(asSeen)).toEqual(elementsOf(printSchema(schema)))
    expect(holesIn(asSeen)).toEqual([])
  })
})

describe('a hole', () => {
  test('is named wherever it is', () => {
    const sdl = `
      "Chỉ thị." directive @d("No Vietnamese. At all." a: Int) on FIELD_DEFINITION
      "Đồng. Money of Viet Nam." scalar S
      "Only English. Indeed." type T {
        "Trường. A field."
        f(a: Int, "Đối số. An argument." b: Int): Int
        g: Int
      }
      union U = T
      "Chọn. A choice." enum E { "Nam. Male." A "Sai. Wrong." B C }
      input I { i: Int }
    `
    expect(holesIn(sdl)).toEqual([
      'd: no English',
      'd.a: no Vietnamese',
      'T: no Vietnamese',
      'T.f.a: no Vietnamese, no English',
      'T.g: no Vietnamese, no English',
      'U: no Vietnamese, no English',
      'E.B: no Vietnamese',
      'E.C: no Vietnamese, no English',
      'I: no Vietnamese, no English',
      'I.i: no Vietnamese, no English',
    ])
  })

  test.each([
    ['Số CMND cũ.', ['English']],
    ['Cơ quan. Đơn vị.', ['English']],
    ['Hộ tịch: civil status.', []],
    ['Số tiền, đồng Việt Nam. An amount of Viet Nam đồng, a whole number.', []],
    ['', ['Vietnamese', 'English']],
  ])('%s lacks %j', (description, missing) => {
    expect(missingIn(description)).toEqual(missing)
  })
})
