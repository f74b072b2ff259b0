/** Names of one people: how they are put together, and of which words. All combinations are invented. */
export interface NameList {
  /** `plain` is surname, middle name, given name; the others are told in names.ts. */
  readonly form: 'plain' | 'e-de' | 'gia-rai' | 'xo-dang'
  readonly surnames: readonly string[]
  readonly maleMiddle: readonly string[]
  readonly femaleMiddle: readonly string[]
  readonly maleGiven: readonly string[]
  readonly femaleGiven: readonly string[]
}

const words = (text: string): readonly string[] => text.split(',').map((word) => word.trim())

const kinhMale = words(
  'Anh,Bảo,Bình,Chiến,Công,Cường,Dũng,Duy,Đạt,Đức,Giang,Hải,Hiếu,Hòa,Hoàng,Hùng,Huy,Hưng,Khang,Khánh,Khoa,Kiên,Lâm,Long,Mạnh,Minh,Nam,Nghĩa,Nhân,Phong,Phúc,Phương,Quân,Quang,Quốc,Sơn,Tài,Tâm,Tân,Thái,Thành,Thắng,Thịnh,Tiến,Toàn,Trung,Tú,Tuấn,Tùng,Việt,Vinh,Vũ',
)
const kinhFemale = words(
  'An,Ánh,Bích,Châu,Chi,Diễm,Diệp,Dung,Duyên,Giang,Hà,Hạnh,Hằng,Hiền,Hoa,Hồng,Huệ,Hương,Huyền,Kiều,Lan,Linh,Loan,Ly,Mai,My,Mỹ,Nga,Ngân,Ngọc,Nguyệt,Nhàn,Nhi,Nhung,Oanh,Phương,Quyên,Quỳnh,Tâm,Thảo,Thanh,Thơm,Thu,Thủy,Thúy,Trang,Trinh,Tuyết,Uyên,Vân,Xuân,Yến',
)
const kinhMaleMiddle = words(
  'Văn,Văn,Văn,Đình,Đức,Hữu,Quang,Minh,Công,Xuân,Ngọc,Thanh,Tuấn,Hoàng,Gia,Quốc,Bá,Trọng,Anh',
)
const kinhFemaleMiddle = words(
  'Thị,Thị,Thị,Thị,Thị Thu,Thị Kim,Thị Ngọc,Thị Thanh,Ngọc,Thu,Phương,Minh,Khánh,Bảo,Thùy,Hồng,Mỹ,Kim',
)

const kinh: NameList = {
  form: 'plain',
  surnames: words(
    'Nguyễn,Nguyễn,Nguyễn,Nguyễn,Nguyễn,Nguyễn,Nguyễn,Nguyễn,Trần,Trần,Lê,Lê,Phạm,Phạm,Hoàng,Huỳnh,Phan,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Đoàn,Trịnh,Đinh,Lương,Mai,Tô,Trương,Cao,Tạ,Chu,Hà,Thái,Lưu,Phùng,Vương,Quách',
  ),
  maleMiddle: kinhMaleMiddle,
  femaleMiddle: kinhFemaleMiddle,
  maleGiven: kinhMale,
  femaleGiven: kinhFemale,
}

const like = (surnames: string, others: Partial<NameList> = {}): NameList => ({
  ...kinh,
  surnames: words(surnames),
  maleMiddle: words('Văn,Văn,Đình,Đức,Xuân,Quang'),
  femaleMiddle: words('Thị,Thị,Thị,Thị Thu,Thị Kim,Hồng'),
  ...others,
})

const hmongMale = words('Páo,Chá,Dơ,Dế,Giống,Hồ,Lử,Nủ,Phứ,Sáu,Sính,Thào,Tủa,Vảng,Xà')
const hmongFemale = words('Mỷ,Chở,Dở,Dua,Già,Máy,Mai,Pà,Sua,Sùa,Vá,Xúa,Cở,Lỳ')

/** By the two-digit code of the national list of ethnic groups (Decision 121-TCTK/PPCĐ of 1979). */
export const nameLists: Readonly<Record<string, NameList>> = {
  '01': kinh,
  '02': like('Nông,Hoàng,Lý,Bế,Đàm,Ma,Hứa,Lục,Triệu,Mông,Chu,Lương'),
  '03': like('Lò,Cầm,Quàng,Hà,Vi,Lường,Tòng,Cà,Lò,Bạc,Điêu,Lộc', {
    maleGiven: words('Ánh,Chiến,Pâng,Panh,Inh,Thoan,Hặc,Khụt,Sơn,Thông,Tướng,Hùng'),
    femaleGiven: words('Ương,Xôm,Pánh,Hặc,Thim,Biến,Phương,Lả,Ính,Hiên,Dung,Ọi'),
  }),
  '04': like('Trần,Lâm,Huỳnh,Quách,Mã,Lý,Vương,Châu,Trương,Tăng,La,Diệp'),
  '05': like('Thạch,Sơn,Kim,Danh,Châu,Lâm,Thị,Kiên,Liêu,Tăng', {
    maleMiddle: words('Sô,Sa,Chanh,Minh,Văn,Hoàng,Ngọc'),
    femaleMiddle: words('Thị,Thị,Sa,Thị Sa,Ngọc'),
    maleGiven: words('Phia,Rây,Tha,Mết,Sóc,Đa,Quành,Phol,Rinh,Thươl,Na'),
    femaleGiven: words('Phol,Rane,Sa Ry,Chanh Đa,Sóc Kha,Thia,Na Ry,Pha,Hiên'),
  }),
  '06': like('Bùi,Bùi,Đinh,Quách,Hà,Bạch,Phạm,Nguyễn,Trương,Xa'),
  '07': like('Nông,Hoàng,Lương,Vi,Lăng,Lý,Hứa,Phùng,Linh,Mạc,Long,Sầm'),
  '08': like('Giàng,Vàng,Sùng,Thào,Lầu,Lý,Hạng,Mùa,Cứ,Sình,Vừ,Má', {
    maleMiddle: words('A,A,A,Seo,Mí,Chứ'),
    femaleMiddle: words('Thị,Thị,Thị,Seo'),
    maleGiven: hmongMale,
    femaleGiven: hmongFemale,
  }),
  '09': like('Triệu,Bàn,Đặng,Phàn,Chảo,Lý,Tẩn,Phùng', {
    maleMiddle: words('Văn,Tòn,Láo,Phù,Kim,Tiến'),
    femaleMiddle: words('Thị,Mùi,Tả,Thị,Mẩy'),
    maleGiven: words('Chẳn,Lở,Phâu,Sếnh,Quyên,Nhậy,Pu,Kinh,Tá'),
    femaleGiven: words('Mẩy,Liều,Pham,Khé,Nái,Sểnh,Chạn,Coi'),
  }),
  '10': like('Siu,Ksor,Rơ Châm,Rah Lan,Kpă,Rmah,Rơ Mah,Nay', {
    form: 'gia-rai',
    maleGiven: words('Blơ,Hlung,Thul,Phước,Dơn,Pheo,Alik,Tuân,Hnhao,Khin'),
    femaleGiven: words('Blin,Bơn,Nhi,Lan,Uyên,Bưr,Nguyệt,Phyưi,Mơ,Duin'),
  }),
  '12': like('Niê,Ayũn,Kbuôr,Mlô,Êban,Ênuôl,Kđăm,Hmok,Ktla,Byă', {
    form: 'e-de',
    maleGiven: words('Bhăm,Moan,Thông,Blăn,Sien,Ngông,Khăm,Wơn,Dhun,Krang'),
    femaleGiven: words('Bliă,Mai,Len,Yar,Ngăn,Loan,Duyên,Wi,Juăn,Phiên'),
  }),
  '13': like('Đinh', {
    maleMiddle: words('A,Văn'),
    femaleMiddle: words('Thị,Y'),
    maleGiven: words('Hmrưk,Blưk,Tơr,Yơh,Plih,Keo,Ven,Ring'),
    femaleGiven: words('Hrel,Blưn,Bleng,Jưch,Hlơr,Nhâm,Byưi,Phưm'),
  }),
  '14': like('A', {
    form: 'xo-dang',
    maleGiven: words('Hùng,Thút,Đeo,Brôl,Nhuk,Xăng,Thiu,Lập,Kưu'),
    femaleGiven: words('Hlạ,Đên,Blía,Pưm,Xôi,Nghĩa,Vết,Lành,Thảo'),
  }),
  '17': like('Từ,Bá,Đạo,Lộ,Thành,Não,Quảng,Châu,Hán,Đàng,Qua', {
    maleGiven: words('Sách,Thi,Nhuận,Chức,Đạo,Trí,Phẩm,Hòa,Lựu'),
    femaleGiven: words('Sa,Kiều,Nhị,Thiên,Mỹ,Thủy,Diễm,Hạnh'),
  }),
}
