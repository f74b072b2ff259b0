import type { WorldAddress, WorldPerson, WorldRelative } from '../world/types.ts'
import type { Element } from './element.ts'
import { isOneIn } from './quirks.ts'

/** All in `Ten`, as in practice, or in three parts, as in the standard QCVN 109:2017/BTTTT. */
const nameOf = (fullName: string, inParts: boolean): readonly Element[] => {
  const words = fullName.split(' ')
  if (!inParts || words.length < 3)
    return [
      ['Ho', ''],
      ['ChuDem', ''],
      ['Ten', fullName],
    ]
  return [
    ['Ho', words[0] ?? ''],
    ['ChuDem', words.slice(1, -1).join(' ')],
    ['Ten', words.at(-1) ?? ''],
  ]
}

const birthOf = ({ birthDate, birthPrecision }: WorldPerson, withDashes: boolean): Element => {
  const day = withDashes ? birthDate : birthDate.replaceAll('-', '')
  return [
    'NgayThangNamSinh',
    [
      ['Nam', birthDate.slice(0, 4)],
      ['NgayThangNam', birthPrecision === 'DAY' ? day : ''],
    ],
  ]
}

const addressOf = (name: string, address: WorldAddress, isSingleCode: boolean): Element => [
  name,
  [
    ...(isSingleCode
      ? ([['MaDonViHanhChinh', address.communeCode]] as const)
      : ([
          ['MaTinhThanh', address.provinceCode],
          ['MaQuanHuyen', ''],
          ['MaPhuongXa', address.communeCode],
        ] as const)),
    ['ChiTiet', address.detail],
    ['QuocGia', 'VN'],
  ],
]

/** A relative's old card is a dummy where the desk knew none. */
const relativeOf = (name: string, relative: WorldRelative | null, inParts: boolean): Element => {
  if (relative === null) return [name, []]
  const { fullName, personalId } = relative
  return [
    name,
    [
      ['HoVaTen', inParts ? nameOf(fullName, true) : fullName],
      ['QuocTich', 'VN'],
      ['SoDinhDanh', personalId],
      ['SoCMND', isOneIn(3, personalId, 'dummy card') ? '000000001' : ''],
    ],
  ]
}

const lifeStatusCodes = { ALIVE: '1', DEAD: '2', MISSING: '3' } as const

/** One `CongDan`, in the source's order of elements. The same person always looks the same. */
export const toRecord = (person: WorldPerson): Element => {
  const { personalId, head } = person
  const inParts = isOneIn(4, personalId, 'name in parts')
  const isSingleCode = isOneIn(4, personalId, 'single code')
  return [
    'CongDan',
    [
      ['SoDinhDanh', personalId],
      ['SoCMND', person.oldCard ?? ''],
      ['HoVaTen', nameOf(person.fullName, inParts)],
      ['GioiTinh', person.sex === 'MALE' ? '1' : '2'],
      ['DanToc', person.ethnicity],
      ['TonGiao', person.religion],
      ['TinhTrangHonNhan', String(person.marital)],
      ['NhomMau', person.blood],
      birthOf(person, isOneIn(4, personalId, 'date with dashes')),
      addressOf('NoiDangKyKhaiSinh', person.birthRegistration, isSingleCode),
      addressOf('QueQuan', person.homeTown, isSingleCode),
      addressOf('ThuongTru', person.permanent, isSingleCode),
      addressOf('NoiOHienTai', person.current, isSingleCode),
      ['QuocTich', 'VN'],
      relativeOf('Cha', person.father, inParts),
      relativeOf('Me', person.mother, inParts),
      relativeOf('VoChong', person.spouse, inParts),
      [
        'ChuHo',
        [
          ['QuanHe', head.relationship],
          ['SoDinhDanh', head.personalId],
          ['SoCMND', ''],
          ['HoVaTen', inParts ? nameOf(head.fullName, true) : head.fullName],
        ],
      ],
      ['SoSoHoKhau', ''],
      // [ASSUMED] No record was seen with it.
      ['TrangThai', lifeStatusCodes[person.lifeStatus]],
    ],
  ]
}

/** What the source sends for nobody, in its second form. */
export const emptyRecord: Element = [
  'CongDan',
  [
    ['SoDinhDanh', ''],
    ['SoCMND', ''],
    ['HoVaTen', nameOf('', false)],
  ],
]
