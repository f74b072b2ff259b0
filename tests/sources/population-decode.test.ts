import { describe, expect, test } from 'vitest'
import {
  collection,
  decoded,
  envelope,
  facade,
  facadeRow,
  fromRow,
  fromXml,
  row,
} from './population-documents.ts'

describe('namespaces', () => {
  const plain =
    '<CongdanCollection><CongDan><SoDinhDanh>001192000111</SoDinhDanh><HoVaTen><Ten>A</Ten></HoVaTen></CongDan></CongdanCollection>'
  const prefixed = (prefix: string) =>
    envelope(
      plain
        .replaceAll(/<(\/?)/g, `<$1${prefix}:`)
        .replace('Collection>', `Collection xmlns:${prefix}="http://www.mic.gov.vn/dancu/1.0">`),
    )

  test.each([
    ['with the prefix ns1', prefixed('ns1')],
    ['with the prefix dan', prefixed('dan')],
    ['with the SOAP prefix of our own question', prefixed('soapenv')],
    [
      'as the default namespace',
      envelope(plain.replace('Collection>', 'Collection xmlns="http://www.mic.gov.vn/dancu/1.0">')),
    ],
    ['without a namespace, as an LGSP transformation leaves it', envelope(plain)],
    ['with an envelope that lost its namespace too', `<Envelope><Body>${plain}</Body></Envelope>`],
    ['after a byte order mark', `\uFEFF${envelope(plain)}`],
  ])('a record is read %s', (_, xml) => {
    expect(fromXml(xml).citizen).toMatchObject({ personalId: '001192000111', fullName: 'A' })
  })

  test('an element of a foreign namespace is not taken for the register’s own', () => {
    const foreign =
      '<x:SoDinhDanh xmlns:x="urn:other">001092000999</x:SoDinhDanh><x:TrangThai xmlns:x="urn:other">2</x:TrangThai>'
    expect(fromRow(foreign)).toMatchObject({ personalId: '001192000111', lifeStatus: 'UNKNOWN' })
  })

  test('attributes on the collection change nothing', () => {
    const xml = collection(row()).replace(
      '1.0">',
      '1.0" GhiChu="" ThoiDiemDuLieu="2026-11-22T08:00:00" SoCongDan="1">',
    )
    expect(fromXml(xml).citizen).toMatchObject({ personalId: '001192000111' })
  })

  test('unknown elements, even with names of object members, are passed over', () => {
    const hostile =
      '<__proto__><SoCMND>012345678</SoCMND></__proto__><constructor>x</constructor><MaSoThue>1</MaSoThue>'
    expect(fromRow(hostile)).toMatchObject({ personalId: '001192000111', oldCardNumber: null })
  })

  test('text in CDATA and in character references is text', () => {
    const xml = collection(row('<QuocTich><![CDATA[V]]>&#78;</QuocTich>'))
    expect(fromXml(xml).citizen?.nationality).toBe('VN')
  })
})

describe('names', () => {
  test('a name held whole in Ten is the full name', () => {
    expect(fromRow('')?.fullName).toBe('NGUYỄN THỊ MẪU')
  })

  test('a name in three parts is put together in Vietnamese order', () => {
    const parts = '<HoVaTen><Ho>NGUYỄN</Ho><ChuDem>THỊ</ChuDem><Ten>MẪU</Ten></HoVaTen>'
    const xml = collection(row().replace(/<HoVaTen>.*<\/HoVaTen>/, parts))
    expect(fromXml(xml).citizen?.fullName).toBe('NGUYỄN THỊ MẪU')
  })

  test('a name in NFD becomes NFC', () => {
    const xml = collection(row('', { name: 'NGUYỄN THỊ MẪU'.normalize('NFD') }))
    expect(fromXml(xml).citizen?.fullName).toBe('NGUYỄN THỊ MẪU'.normalize('NFC'))
  })

  test('a relative’s name is read as plain text and in parts', () => {
    const citizen = fromRow(
      '<Cha><HoVaTen>TRẦN VĂN CHA</HoVaTen></Cha><Me><HoVaTen><Ho>LÊ</Ho><ChuDem>THỊ</ChuDem><Ten>MẸ</Ten></HoVaTen></Me>',
    )
    expect(citizen?.father?.fullName).toBe('TRẦN VĂN CHA')
    expect(citizen?.mother?.fullName).toBe('LÊ THỊ MẸ')
  })
})

describe('numbers', () => {
  test('a dummy number of a relative is absent', () => {
    const citizen = fromRow(
      '<VoChong><HoVaTen>TRẦN VĂN B</HoVaTen><SoDinhDanh>000000000000</SoDinhDanh><SoCMND>000000001</SoCMND></VoChong>',
    )
    expect(citizen?.spouse).toEqual({
      fullName: 'TRẦN VĂN B',
      personalId: null,
      oldCardNumber: null,
      relationship: null,
    })
  })

  test('a relative of whom nothing is said is absent', () => {
    const nothing = '<Cha/><Me><HoVaTen/><SoDinhDanh/><SoCMND>000000001</SoCMND></Me>'
    expect(fromRow(nothing)).toMatchObject({ father: null, mother: null, spouse: null })
  })

  test('the head of the household comes with the relationship', () => {
    const head =
      '<ChuHo><QuanHe>CH01</QuanHe><SoDinhDanh>001060000111</SoDinhDanh><SoCMND/><HoVaTen>A</HoVaTen></ChuHo>'
    expect(fromRow(head)?.householdHead).toEqual({
      fullName: 'A',
      personalId: '001060000111',
      oldCardNumber: null,
      relationship: 'CH01',
    })
  })
})

describe('birth dates', () => {
  test.each([
    ['<Nam>1992</Nam><NgayThangNam>19920229</NgayThangNam>', '1992-02-29'],
    ['<NgayThangNam>1992-02-29</NgayThangNam>', '1992-02-29'],
    ['<Nam>1992</Nam><NgayThangNam/>', '1992'],
    ['<Nam>1992</Nam>', '1992'],
    ['<Nam>1991</Nam><NgayThangNam>19910229</NgayThangNam>', '1991'],
    ['<Nam>không rõ</Nam>', null],
    ['', null],
  ])('%s is %s', (wire, birthDate) => {
    expect(fromRow(`<NgayThangNamSinh>${wire}</NgayThangNamSinh>`)?.birthDate).toBe(birthDate)
  })
})

describe('addresses', () => {
  const addressOf = (wire: string) => fromRow(`<ThuongTru>${wire}</ThuongTru>`)?.permanentAddress

  test('codes of province and commune are passed on; the district is not', () => {
    expect(
      addressOf(
        '<MaTinhThanh>01</MaTinhThanh><MaQuanHuyen>001</MaQuanHuyen><MaPhuongXa>00004</MaPhuongXa><ChiTiet>Số 1 phố Mẫu</ChiTiet><QuocGia>VN</QuocGia>',
      ),
    ).toEqual({ provinceCode: '01', communeCode: '00004', detail: 'Số 1 phố Mẫu', country: 'VN' })
  })

  test('a single code of five digits is the commune', () => {
    expect(addressOf('<MaDonViHanhChinh>00004</MaDonViHanhChinh>')).toEqual({
      provinceCode: null,
      communeCode: '00004',
      detail: null,
      country: null,
    })
  })

  test('a single code of two digits is the province', () => {
    expect(addressOf('<MaDonViHanhChinh>01</MaDonViHanhChinh>')).toMatchObject({
      provinceCode: '01',
      communeCode: null,
    })
  })

  test('an address of which nothing is said is absent', () => {
    expect(addressOf('<MaTinhThanh/><MaPhuongXa/><ChiTiet> </ChiTiet><QuocGia/>')).toBeNull()
  })

  test('each of the four addresses goes to its own field', () => {
    const wire = ['NoiDangKyKhaiSinh', 'QueQuan', 'ThuongTru', 'NoiOHienTai']
      .map((name) => `<${name}><ChiTiet>${name}</ChiTiet></${name}>`)
      .join('')
    const citizen = fromRow(wire)
    expect(citizen?.birthRegistration?.detail).toBe('NoiDangKyKhaiSinh')
    expect(citizen?.homeTown?.detail).toBe('QueQuan')
    expect(citizen?.permanentAddress?.detail).toBe('ThuongTru')
    expect(citizen?.currentAddress?.detail).toBe('NoiOHienTai')
  })
})

describe('codes', () => {
  test.each([
    ['GioiTinh', '0', 'gender', 'UNKNOWN'],
    ['GioiTinh', '2', 'gender', 'FEMALE'],
    ['TinhTrangHonNhan', '0', 'maritalStatus', 'UNKNOWN'],
    ['TinhTrangHonNhan', '1', 'maritalStatus', 'NEVER_MARRIED'],
    ['TinhTrangHonNhan', '2', 'maritalStatus', 'MARRIED'],
    ['TinhTrangHonNhan', '3', 'maritalStatus', 'DIVORCED_OR_WIDOWED'],
    ['NhomMau', '00', 'bloodGroup', 'UNKNOWN'],
    ['NhomMau', '01', 'bloodGroup', 'A'],
    ['NhomMau', '02', 'bloodGroup', 'B'],
    ['NhomMau', '03', 'bloodGroup', 'AB'],
    ['NhomMau', '04', 'bloodGroup', 'O'],
    ['TrangThai', '1', 'lifeStatus', 'ALIVE'],
    ['TrangThai', '2', 'lifeStatus', 'DEAD'],
    ['TrangThai', '3', 'lifeStatus', 'MISSING'],
    ['DanToc', '01', 'ethnicity', '01'],
    ['TonGiao', '00', 'religion', '00'],
  ])('%s %s is %s %s', (element, code, field, value) => {
    const { citizen, alarms } = fromXml(collection(row(`<${element}>${code}</${element}>`)))
    expect(citizen).toMatchObject({ [field]: value })
    expect(alarms).toEqual([])
  })

  test.each(['GioiTinh', 'TinhTrangHonNhan', 'NhomMau', 'TrangThai'])(
    'a code of %s that is in no list is unknown and raises an alarm',
    (element) => {
      const { citizen, alarms } = fromXml(collection(row(`<${element}>constructor</${element}>`)))
      expect(citizen).toMatchObject({ gender: 'UNKNOWN', maritalStatus: 'UNKNOWN' })
      expect(citizen).toMatchObject({ bloodGroup: 'UNKNOWN', lifeStatus: 'UNKNOWN' })
      expect(alarms).toEqual(['UNKNOWN_ENUM'])
    },
  )

  test('codes that are absent are unknown without an alarm, the life status among them', () => {
    const { citizen, alarms } = fromXml(collection(row()))
    expect(citizen).toMatchObject({ gender: 'UNKNOWN', lifeStatus: 'UNKNOWN', nationality: null })
    expect(alarms).toEqual([])
  })
})

test('a citizen is frozen through and through, since many readers share it', () => {
  const citizen = fromRow(
    '<ThuongTru><ChiTiet>x</ChiTiet></ThuongTru><Cha><HoVaTen>A</HoVaTen></Cha><ChuHo><HoVaTen>B</HoVaTen></ChuHo>',
  )
  const parts = [citizen, citizen?.permanentAddress, citizen?.father, citizen?.householdHead]
  expect(parts.every((part) => part !== null && Object.isFrozen(part))).toBe(true)
})

test('a citizen tells the number of the request that fetched it', () => {
  expect(fromRow('')?.sourceRequestId).toBe('LT1')
})
describe('the JSON façade', () => {
  test('names the same elements, so that it decodes to the same citizen', () => {
    const more = {
      GioiTinh: '2',
      NgayThangNamSinh: { Nam: '1992', NgayThangNam: '19920229' },
      ThuongTru: {
        MaTinhThanh: '01',
        MaQuanHuyen: '',
        MaPhuongXa: '00004',
        ChiTiet: 'Số 1',
        QuocGia: 'VN',
      },
      Cha: '',
    }
    const xml =
      '<GioiTinh>2</GioiTinh><NgayThangNamSinh><Nam>1992</Nam><NgayThangNam>19920229</NgayThangNam></NgayThangNamSinh><ThuongTru><MaTinhThanh>01</MaTinhThanh><MaQuanHuyen/><MaPhuongXa>00004</MaPhuongXa><ChiTiet>Số 1</ChiTiet><QuocGia>VN</QuocGia></ThuongTru><Cha/>'
    expect(decoded(facade({ ...facadeRow, ...more })).citizen).toEqual(fromRow(xml))
  })

  test('may write codes as numbers', () => {
    expect(decoded(facade({ ...facadeRow, GioiTinh: 2 })).citizen?.gender).toBe('FEMALE')
  })

  test('may send several rows as a list', () => {
    expect(decoded(facade([facadeRow])).citizen?.personalId).toBe('001192000111')
  })
})
