/** Where style differs: old Hoà, khoẻ, Uỷ; new Hòa, khỏe, Ủy. Pairs of old and new, made for all five tones. */
const tonePlacements: ReadonlyMap<string, string> = new Map(
  ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].flatMap((tone) =>
    ['oa', 'oe', 'uy'].map((vowels): [string, string] => {
      const [first = '', second = ''] = vowels
      return [
        `${first}${second}${tone}`.normalize('NFC'),
        `${first}${tone}${second}`.normalize('NFC'),
      ]
    }),
  ),
)
const oldPlacement = new RegExp([...tonePlacements.keys()].join('|'), 'gu')

/**
 * The form in which two spellings of one place are equal: NFC or NFD, either placement of the tone mark, any case,
 * any apostrophe or dash. Diacritics still count: Xã Tân Lập is not Xã Tân Lạp.
 */
export const placeKey = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(oldPlacement, (vowels) => tonePlacements.get(vowels) ?? vowels)
    .replace(/['’ʼ`]/g, '')
    .replace(/\s*[-–—]\s*/g, ' - ')
    .replace(/\s+/g, ' ')
    .trim()

const provincePrefix = /^(tỉnh |thành phố |tp\. ?|tp )/

/** `Tỉnh Gia Lai`, `Gia Lai` and `GIA LAI` are one province; `TP. Huế` and `Thành phố Huế` too. */
export const provinceKey = (name: string): string => placeKey(name).replace(provincePrefix, '')

const kinds = ['Xã', 'Phường', 'Đặc khu', 'Thị trấn'].map(placeKey)

/** The keys a commune may be found by: its own, or one for each kind where the name comes without its kind. */
export const communeKeys = (name: string): readonly string[] => {
  const key = placeKey(name)
  return kinds.some((kind) => key.startsWith(`${kind} `))
    ? [key]
    : kinds.map((kind) => `${kind} ${key}`)
}

const agencyPrefixes = [
  'UBND',
  'Ủy ban nhân dân',
  'Trung tâm Phục vụ hành chính công',
  'TTPVHCC',
  'Bộ phận Một cửa',
].map((prefix) => `${placeKey(prefix)} `)

const withoutAgencyPrefix = (key: string): string => {
  const prefix = agencyPrefixes.find((known) => key.startsWith(known))
  return prefix === undefined
    ? key
    : withoutAgencyPrefix(key.slice(prefix.length).replace(/^- /, ''))
}

/** `…, tỉnh Gia Lai`, `… - TP Huế`, `… (cũ)`: what may follow the commune in the name of its agency. */
const tails = [/\s*[-–,(]?\s*(tỉnh|thành phố|tp)(\.|\s).*$/iu, /\s*[,(].*$/u, /\s+[-–]\s.*$/u]

/** Names of communes that the name of an agency may hold, the longest first. */
export const communeNamesIn = (agencyName: string): readonly string[] => {
  const text = agencyName.normalize('NFC')
  const spellings = [text, ...tails.map((tail) => text.replace(tail, ''))]
  return [...new Set(spellings.map((spelling) => withoutAgencyPrefix(placeKey(spelling))))]
}
