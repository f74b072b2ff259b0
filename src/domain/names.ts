/** Đ has no decomposition; Ð (eth) and Ɖ stand for it in data converted from old fonts. Ƀ is Ê Đê and Gia Rai. */
const strokes: readonly (readonly [RegExp, string])[] = [
  [/[ĐÐƉ]/g, 'D'],
  [/[đðɖ]/g, 'd'],
  [/Ƀ/g, 'B'],
  [/ƀ/g, 'b'],
]

/** Decomposing first makes NFC and NFD spellings of one name equal. */
const withoutDiacritics = (text: string): string =>
  strokes
    .reduce((rest, [letters, plain]) => rest.replace(letters, plain), text.normalize('NFD'))
    .replace(/\p{M}/gu, '')

const spelled = (text: string): string =>
  withoutDiacritics(text)
    .toUpperCase()
    .replace(/\p{Lm}|[^\p{L}\p{N}]/gu, '')

/** The matching form of each character met so far, by its code: none depends on its neighbours. */
const forms: (string | undefined)[] = []

const isHalfOfPair = (code: number): boolean => code >= 0xd800 && code <= 0xdfff

const spell = (fullName: string): string => {
  let name = ''
  for (let place = 0; place < fullName.length; place++) {
    const code = fullName.charCodeAt(place)
    if (isHalfOfPair(code)) return spelled(fullName)
    name += forms[code] ??= spelled(fullName.charAt(place))
  }
  return name
}

/** Of a person on a list the name is matched four times in one request, and the list may be asked for again. */
const mostRemembered = 5_000
const remembered = new Map<string, string>()

/**
 * The form of a name that the population database matches on: capitals, no diacritics, no spaces or punctuation.
 * `Nguyễn Thị Mẫu` is `NGUYENTHIMAU`, `Y Moan Ênuôl` is `YMOANENUOL`. Empty where the text holds no letter.
 */
export const matchingName = (fullName: string): string => {
  const known = remembered.get(fullName)
  if (known !== undefined) return known
  if (remembered.size >= mostRemembered) remembered.clear()
  const name = spell(fullName)
  remembered.set(fullName, name)
  return name
}

/** The form in which names are searched: lower case, no diacritics, single spaces; punctuation stays. */
export const searchKey = (text: string): string =>
  withoutDiacritics(text).toLowerCase().replace(/\s+/g, ' ').trim()

/** Whether two names of agencies read alike, whatever their case, diacritics and spaces. */
export const sameName = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && searchKey(one) === searchKey(other)
