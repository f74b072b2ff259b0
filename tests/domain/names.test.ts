import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchingName, searchKey } from '../../src/domain/names.ts'

describe('the name that the population database matches on', () => {
  test.each([
    ['has capitals, no diacritics and no spaces', 'Nguyễn Thị Mẫu', 'NGUYENTHIMAU'],
    ['writes đ as D', 'Đỗ Văn Đức', 'DOVANDUC'],
    ['writes the eth of converted fonts as D', 'Ðỗ Văn Ðức', 'DOVANDUC'],
    ['drops the horns of ơ and ư', 'Trương Mỹ Hương', 'TRUONGMYHUONG'],
    ['keeps the short names of the highlands', 'Y Moan Ênuôl', 'YMOANENUOL'],
    ['writes ƀ as B', 'Y Ƀlô Niê Kƀ', 'YBLONIEKB'],
    ['drops an apostrophe', "H'Hen Niê", 'HHENNIE'],
    ['drops a typographic apostrophe', 'H’Hen Niê', 'HHENNIE'],
    ['drops a modifier apostrophe', 'Hʼmông', 'HMONG'],
    ['drops a hyphen', 'Nguyễn-Phước Bảo Ân', 'NGUYENPHUOCBAOAN'],
    ['drops spaces of every kind', ' Lê  Thị\tBé\u00a0Ba ', 'LETHIBEBA'],
    ['is empty where there is no letter', ' - ', ''],
  ])('%s', (_, name, expected) => {
    expect(matchingName(name)).toBe(expected)
  })

  test.each(['Nguyễn Thị Mẫu', 'Đặng Ngọc Ưng', 'Y Moan Ênuôl'])(
    'is one for %s in NFC and NFD',
    (name) => {
      expect(name.normalize('NFD')).not.toBe(name.normalize('NFC'))
      expect(matchingName(name.normalize('NFD'))).toBe(matchingName(name.normalize('NFC')))
    },
  )

  test('is its own matching name, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(matchingName(matchingName(text))).toBe(matchingName(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('is plain capitals for every Vietnamese letter', () => {
    const letters = 'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ'
    expect(matchingName(letters)).toBe(
      `${'A'.repeat(18)}${'E'.repeat(12)}${'I'.repeat(6)}${'O'.repeat(18)}${'U'.repeat(12)}${'Y'.repeat(6)}D`,
    )
  })
})

describe('the key that names are searched by', () => {
  test.each([
    ['has small letters and no diacritics', 'Xã Ia Mơ', 'xa ia mo'],
    ['has single spaces', '  Phường\n Bến   Nghé ', 'phuong ben nghe'],
    ['writes đ as d', 'Đắk Đoa', 'dak doa'],
    ['writes ƀ as b', 'Buôn Ƀlô ƀ', 'buon blo b'],
    ['keeps punctuation', "Xã Đạ K'Nàng", "xa da k'nang"],
  ])('%s', (_, text, expected) => {
    expect(searchKey(text)).toBe(expected)
    expect(searchKey(text.normalize('NFD'))).toBe(expected)
  })

  test('is its own key, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(searchKey(searchKey(text))).toBe(searchKey(text))
      }),
      { numRuns: 2000 },
    )
  })
})
