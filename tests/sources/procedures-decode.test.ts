import { describe, expect, test } from 'vitest'
import { toDetails, toOnlineLevel, toTimeUnit } from '../../src/sources/procedures/decode.ts'
import { wireProcedure } from '../../src/sources/procedures/wire.ts'

const decode = (row: Record<string, unknown>) =>
  toDetails(wireProcedure.parse({ MATTHC: '1.001193', TENTTHC: 'Đăng ký khai sinh', ...row }))

const channelWith = (option: Record<string, unknown>) =>
  decode({ CACHTHUCTHUCHIEN: [{ KENH: 1, THOIGIAN: [option] }] })?.channels[0]?.timeOptions[0]

const feeWith = (amount: unknown) =>
  channelWith({ PHILEPHI: [{ SOTIEN: amount }] })?.fees[0]?.amount

describe('online levels', () => {
  test.each([
    ['Toàn trình', 'FULL'],
    ['Một phần', 'PARTIAL'],
    ['Cung cấp thông tin', 'INFORMATION'],
    ['toàn trình'.normalize('NFD'), 'FULL'],
    ['TOÀN  TRÌNH', 'FULL'],
    ['4', 'FULL'],
    ['3', 'PARTIAL'],
    ['2', 'INFORMATION'],
    ['Mức độ 4', 'FULL'],
    ['Mức độ 9', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('%j means %s', (raw, level) => {
    expect(toOnlineLevel(raw)).toBe(level)
  })
})

describe('units of time limits', () => {
  test.each([
    ['Ngày làm việc', 'WORKING_DAY'],
    ['ngày làm việc', 'WORKING_DAY'],
    ['Ngày làm việc'.normalize('NFD'), 'WORKING_DAY'],
    ['Ngày', 'DAY'],
    ['Giờ', 'HOUR'],
    ['Giờ làm việc', 'HOUR'],
    ['tháng', 'MONTH'],
    ['Khác', 'UNKNOWN'],
    ['Theo lịch hẹn', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('%j means %s', (raw, unit) => {
    expect(toTimeUnit(raw)).toBe(unit)
  })

  test('a unit that is not understood stays readable, in composed letters', () => {
    const option = channelWith({ THOIGIANGIAIQUYET: 2, DONVITINH: ' Phiên họp'.normalize('NFD') })
    expect(option).toMatchObject({ amount: 2, unit: 'UNKNOWN', rawUnit: 'Phiên họp' })
  })

  test.each([
    [5, 5],
    ['5', 5],
    ['1,5', 1.5],
    [0.5, 0.5],
    ['Khác', null],
    ['', null],
    [null, null],
    [-1, null],
  ])('a time limit of %j is %j', (raw, amount) => {
    expect(channelWith({ THOIGIANGIAIQUYET: raw })?.amount).toBe(amount)
  })
})

test.each([
  [1, 'IN_PERSON'],
  ['1', 'IN_PERSON'],
  [2, 'ONLINE'],
  ['3', 'POST'],
  [9, 'UNKNOWN'],
  [null, 'UNKNOWN'],
])('channel %j is %s', (raw, channel) => {
  expect(decode({ CACHTHUCTHUCHIEN: [{ KENH: raw }] })?.channels).toEqual([
    { channel, timeOptions: [] },
  ])
})

test.each([
  [0, 0],
  ['0', 0],
  [50000, 50000],
  ['50000', 50000],
  ['8000.00', 8000],
  ['120.000', 120000],
  ['Miễn phí', null],
  ['', null],
  [null, null],
  [-5, null],
])('a fee of %j is %j đồng', (raw, amount) => {
  expect(feeWith(raw)).toBe(amount)
})

test('time options keep the fees of their own', () => {
  const fee = (amount: number) => [{ MAPHILEPHI: 'LP01', SOTIEN: amount, DONVI: 'Đồng', MOTA: '' }]
  const options = [
    { THOIGIANGIAIQUYET: 1, DONVITINH: 'Ngày', MOTA: '', PHILEPHI: fee(8000) },
    { THOIGIANGIAIQUYET: 5, DONVITINH: 'Ngày', MOTA: 'Cần xác minh', PHILEPHI: fee(16000) },
  ]
  const details = decode({ CACHTHUCTHUCHIEN: [{ KENH: 1, THOIGIAN: options }] })
  expect(details?.channels[0]?.timeOptions).toEqual([
    {
      amount: 1,
      unit: 'DAY',
      rawUnit: 'Ngày',
      description: null,
      fees: [{ code: 'LP01', amount: 8000, currency: 'Đồng', description: null }],
    },
    {
      amount: 5,
      unit: 'DAY',
      rawUnit: 'Ngày',
      description: 'Cần xác minh',
      fees: [{ code: 'LP01', amount: 16000, currency: 'Đồng', description: null }],
    },
  ])
})

test.each([[undefined], [null], [''], [[]], [[null]]])(
  'a procedure whose arrays are %j has none of anything',
  (nothing) => {
    const details = decode({
      LINHVUCTHUCHIEN: nothing,
      DOITUONGTHUCHIEN: nothing,
      COQUANTHUCHIEN: nothing,
      TRINHTUTHUCHIEN: nothing,
      CACHTHUCTHUCHIEN: nothing,
      THANHPHANHOSO: nothing,
      KETQUATHUCHIEN: nothing,
      CANCUPHAPLY: nothing,
    })
    expect(details).toEqual({
      code: '1.001193',
      name: 'Đăng ký khai sinh',
      publishedBy: null,
      isPublic: false,
      requirements: null,
      fields: [],
      agencies: [],
      audiences: [],
      steps: [],
      channels: [],
      papers: [],
      results: [],
      legalBases: [],
    })
  },
)

test.each([
  [1, true],
  ['1', true],
  [0, false],
  ['2', false],
  [null, false],
])('a state of %j makes public %j', (raw, isPublic) => {
  expect(decode({ TRANGTHAI: raw })?.isPublic).toBe(isPublic)
})

test('papers and steps keep their cases; an unnamed case holds for all', () => {
  const details = decode({
    THANHPHANHOSO: [
      { TRUONGHOP: 'Nộp lần đầu', GIAYTO: [{ TENGIAYTO: 'Tờ khai', MAGIAYTO: 7 }] },
      { GIAYTO: [{ TENGIAYTO: 'Giấy chứng sinh' }, { MAGIAYTO: 'không có tên' }] },
    ],
    TRINHTUTHUCHIEN: [
      { TRUONGHOP: '', TRINHTU: [{ TENTRINHTU: 'Nộp hồ sơ' }, { TENTRINHTU: '' }] },
    ],
  })
  expect(details?.papers).toEqual([
    {
      name: 'Nộp lần đầu',
      papers: [{ code: '7', name: 'Tờ khai', formName: null, formUrl: null }],
    },
    {
      name: null,
      papers: [{ code: null, name: 'Giấy chứng sinh', formName: null, formUrl: null }],
    },
  ])
  expect(details?.steps).toEqual([{ name: null, steps: ['Nộp hồ sơ'] }])
})

test.each([
  ['https://csdl.dichvucong.gov.vn/mau.docx', 'https://csdl.dichvucong.gov.vn/mau.docx'],
  ['javascript:alert(1)', null],
  ['https://', null],
  ['mau.docx', null],
  ['', null],
])('the form link %j is passed on as %j', (raw, link) => {
  const papers = [{ GIAYTO: [{ TENGIAYTO: 'Tờ khai', URL: raw }] }]
  expect(decode({ THANHPHANHOSO: papers })?.papers[0]?.papers[0]?.formUrl).toBe(link)
})

test('a law without a number and a result without a name are kept', () => {
  const details = decode({
    CANCUPHAPLY: [{ TENVANBAN: 'Luật Hộ tịch' }, { SOVANBAN: '', TENVANBAN: null }],
    KETQUATHUCHIEN: [{ MAKETQUA: 'KQ.G15.000001' }],
  })
  expect(details?.legalBases).toEqual([{ code: '', name: 'Luật Hộ tịch' }])
  expect(details?.results).toEqual([{ code: 'KQ.G15.000001', name: 'KQ.G15.000001' }])
})

test('decomposed letters become composed ones', () => {
  const details = decode({
    TENTTHC: 'Đăng ký kết hôn'.normalize('NFD'),
    YEUCAU: 'Đủ tuổi'.normalize('NFD'),
  })
  expect(details?.name).toBe('Đăng ký kết hôn')
  expect(details?.requirements).toBe('Đủ tuổi')
})

test.each([['T-BPC-280421'], ['3.000181.000.00.00.H22'], ['TS_lop1.000.00.00.H22']])(
  'the irregular code %s is kept',
  (code) => {
    expect(decode({ MATTHC: code })?.code).toBe(code)
  },
)

test('a row without a code is none', () => {
  expect(decode({ MATTHC: ' ' })).toBeNull()
})
