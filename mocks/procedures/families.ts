/**
 * What procedures of one field have in common: their trees are generated from this, real codes and synthetic ones
 * alike, so nothing below describes any one real procedure. Field and body codes are invented in the real shape; of the
 * ministries' codes only G01, G03 and G15 were seen in public, those from G91 on are invented.
 */
export interface Family {
  readonly field: readonly [code: string, name: string]
  readonly ministry: string
  /** Code of a body in `bodies`. */
  readonly body: string
  readonly workingDays: number
  /** Việt Nam đồng at the counter; online costs half. */
  readonly fee: number
  /** Whether the population database answers for procedures of this field. */
  readonly isLicensed: boolean
  readonly papers: readonly string[]
  readonly result: string
  readonly laws: readonly (readonly [number: string, title: string])[]
  /** What synthetic procedures of this field are about. */
  readonly subjects: readonly string[]
}

export const ministries: ReadonlyMap<string, string> = new Map([
  ['G01', 'Bộ Công an'],
  ['G03', 'Bộ Giáo dục và Đào tạo'],
  ['G15', 'Bộ Tư pháp'],
  ['G91', 'Bộ Nội vụ'],
  ['G92', 'Bộ Y tế'],
  ['G93', 'Bộ Nông nghiệp và Môi trường'],
  ['G94', 'Bộ Tài chính'],
  ['G95', 'Bộ Xây dựng'],
  ['G96', 'Bộ Công Thương'],
  ['G97', 'Bộ Văn hóa, Thể thao và Du lịch'],
])

/** The kinds of agency that carry procedures out. */
export const bodies: ReadonlyMap<string, string> = new Map([
  ['Z01', 'Ủy ban nhân dân cấp xã'],
  ['Z02', 'Công an cấp xã'],
  ['Z03', 'Sở Nội vụ'],
  ['Z04', 'Sở Xây dựng'],
  ['Z05', 'Sở Công Thương'],
  ['Z06', 'Sở Y tế'],
  ['Z07', 'Chi nhánh Văn phòng đăng ký đất đai'],
  ['Z08', 'Trung tâm trợ giúp pháp lý nhà nước'],
])

const civilStatusLaws = [
  ['60/2014/QH13', 'Luật Hộ tịch'],
  ['123/2015/NĐ-CP', 'Nghị định về thi hành Luật Hộ tịch'],
] as const
const welfareLaws = [['20/2021/NĐ-CP', 'Nghị định về trợ giúp xã hội']] as const

const table = {
  birth: {
    field: ['G15-HT01', 'Hộ tịch'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 1,
    fee: 8000,
    isLicensed: true,
    papers: ['Tờ khai đăng ký khai sinh', 'Giấy chứng sinh', 'Giấy tờ tùy thân của cha, mẹ'],
    result: 'Giấy khai sinh',
    laws: civilStatusLaws,
    subjects: [
      'khai sinh tại nơi cư trú của mẹ',
      'khai sinh quá hạn',
      'khai sinh cho trẻ bị bỏ rơi',
    ],
  },
  marriage: {
    field: ['G15-HT01', 'Hộ tịch'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 2,
    fee: 30000,
    isLicensed: true,
    papers: ['Tờ khai đăng ký kết hôn', 'Giấy xác nhận tình trạng hôn nhân', 'Giấy tờ tùy thân'],
    result: 'Giấy chứng nhận kết hôn',
    laws: civilStatusLaws,
    subjects: [
      'kết hôn tại khu vực biên giới',
      'kết hôn ngoài trụ sở',
      'kết hôn của người ở vùng xa',
    ],
  },
  death: {
    field: ['G15-HT01', 'Hộ tịch'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 1,
    fee: 8000,
    isLicensed: true,
    papers: ['Tờ khai đăng ký khai tử', 'Giấy báo tử'],
    result: 'Trích lục khai tử',
    laws: civilStatusLaws,
    subjects: ['khai tử tại nơi chết', 'khai tử quá hạn', 'khai tử khi chưa rõ danh tính'],
  },
  civil: {
    field: ['G15-HT01', 'Hộ tịch'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 3,
    fee: 15000,
    isLicensed: true,
    papers: ['Tờ khai', 'Giấy tờ chứng minh nội dung đề nghị'],
    result: 'Trích lục hộ tịch',
    laws: civilStatusLaws,
    subjects: [
      'giám hộ cử',
      'giám sát việc giám hộ',
      'thông tin hộ tịch của người chưa thành niên',
    ],
  },
  adoption: {
    field: ['G15-NC01', 'Nuôi con nuôi'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 30,
    fee: 400000,
    isLicensed: true,
    papers: ['Đơn xin nhận con nuôi', 'Phiếu lý lịch tư pháp', 'Giấy khám sức khỏe'],
    result: 'Giấy chứng nhận nuôi con nuôi',
    laws: [['52/2010/QH12', 'Luật Nuôi con nuôi']],
    subjects: ['việc nuôi con nuôi thực tế', 'việc nuôi con nuôi của cha dượng, mẹ kế'],
  },
  certification: {
    field: ['G15-CT01', 'Chứng thực'],
    ministry: 'G15',
    body: 'Z01',
    workingDays: 1,
    fee: 10000,
    isLicensed: true,
    papers: ['Bản chính giấy tờ, văn bản', 'Giấy tờ tùy thân'],
    result: 'Văn bản được chứng thực',
    laws: [['23/2015/NĐ-CP', 'Nghị định về chứng thực']],
    subjects: ['chữ ký trong giấy ủy quyền', 'bản sao hồ sơ cá nhân', 'giao dịch về động sản'],
  },
  legal: {
    field: ['G15-TP01', 'Trợ giúp pháp lý, hòa giải, bổ trợ tư pháp'],
    ministry: 'G15',
    body: 'Z08',
    workingDays: 5,
    fee: 0,
    isLicensed: false,
    papers: ['Đơn đề nghị', 'Giấy tờ chứng minh thuộc diện'],
    result: 'Quyết định giải quyết',
    laws: [['11/2017/QH14', 'Luật Trợ giúp pháp lý']],
    subjects: ['tổ hòa giải ở cơ sở', 'người thực hiện trợ giúp pháp lý'],
  },
  residence: {
    field: ['G01-CT01', 'Đăng ký, quản lý cư trú'],
    ministry: 'G01',
    body: 'Z02',
    workingDays: 7,
    fee: 20000,
    isLicensed: true,
    papers: ['Tờ khai thay đổi thông tin cư trú', 'Giấy tờ chứng minh chỗ ở hợp pháp'],
    result: 'Thông báo kết quả giải quyết thủ tục về cư trú',
    laws: [
      ['68/2020/QH14', 'Luật Cư trú'],
      ['154/2024/NĐ-CP', 'Nghị định về thi hành Luật Cư trú'],
    ],
    subjects: ['cư trú của người thuê nhà', 'tạm trú theo danh sách', 'nơi ở hiện tại', 'tách hộ'],
  },
  land: {
    field: ['G93-DD01', 'Đất đai'],
    ministry: 'G93',
    body: 'Z07',
    workingDays: 10,
    fee: 100000,
    isLicensed: true,
    papers: ['Đơn đăng ký đất đai', 'Giấy chứng nhận đã cấp', 'Mảnh trích đo thửa đất'],
    result: 'Giấy chứng nhận quyền sử dụng đất',
    laws: [['31/2024/QH15', 'Luật Đất đai']],
    subjects: [
      'thửa đất có đường đi chung',
      'đất trồng cây lâu năm',
      'tài sản gắn liền với đất thuê',
    ],
  },
  business: {
    field: ['G94-KD01', 'Đăng ký hộ kinh doanh'],
    ministry: 'G94',
    body: 'Z01',
    workingDays: 3,
    fee: 100000,
    isLicensed: true,
    papers: ['Giấy đề nghị đăng ký hộ kinh doanh', 'Biên bản họp thành viên hộ gia đình'],
    result: 'Giấy chứng nhận đăng ký hộ kinh doanh',
    laws: [['168/2025/NĐ-CP', 'Nghị định về đăng ký doanh nghiệp']],
    subjects: ['địa điểm của hộ kinh doanh', 'ngành nghề của hộ kinh doanh', 'tổ hợp tác'],
  },
  assistance: {
    field: ['G92-BT01', 'Bảo trợ xã hội'],
    ministry: 'G92',
    body: 'Z01',
    workingDays: 10,
    fee: 0,
    isLicensed: true,
    papers: ['Tờ khai đề nghị trợ giúp xã hội', 'Giấy xác nhận khuyết tật'],
    result: 'Quyết định trợ cấp',
    laws: welfareLaws,
    subjects: ['trợ cấp cho người cao tuổi', 'hỗ trợ khẩn cấp', 'hỗ trợ chi phí chăm sóc tại nhà'],
  },
  poverty: {
    field: ['G93-GN01', 'Giảm nghèo'],
    ministry: 'G93',
    body: 'Z01',
    workingDays: 15,
    fee: 0,
    isLicensed: true,
    papers: ['Giấy đề nghị', 'Phiếu rà soát hộ gia đình'],
    result: 'Giấy chứng nhận hộ nghèo, hộ cận nghèo',
    laws: [['07/2021/NĐ-CP', 'Nghị định về chuẩn nghèo đa chiều']],
    subjects: ['hộ nghèo phát sinh trong năm', 'hộ có mức sống trung bình'],
  },
  merit: {
    field: ['G91-NC01', 'Người có công'],
    ministry: 'G91',
    body: 'Z03',
    workingDays: 12,
    fee: 0,
    isLicensed: true,
    papers: ['Đơn đề nghị', 'Bản sao giấy tờ xác nhận công lao', 'Giấy ủy quyền'],
    result: 'Quyết định về chế độ ưu đãi',
    laws: [['131/2021/NĐ-CP', 'Nghị định về ưu đãi người có công']],
    subjects: ['trợ cấp một lần', 'di chuyển hồ sơ người có công', 'thăm viếng mộ liệt sĩ'],
  },
  association: {
    field: ['G91-HO01', 'Tổ chức phi chính phủ, hội'],
    ministry: 'G91',
    body: 'Z01',
    workingDays: 30,
    fee: 0,
    isLicensed: false,
    papers: ['Đơn đề nghị', 'Dự thảo điều lệ', 'Danh sách ban vận động'],
    result: 'Quyết định công nhận',
    laws: [['126/2024/NĐ-CP', 'Nghị định về tổ chức, hoạt động và quản lý hội']],
    subjects: ['điều lệ hội', 'hợp nhất hội', 'quỹ xã hội cấp xã'],
  },
  labour: {
    field: ['G91-LD01', 'Lao động, việc làm'],
    ministry: 'G91',
    body: 'Z03',
    workingDays: 20,
    fee: 600000,
    isLicensed: false,
    papers: ['Văn bản đề nghị', 'Giấy phép đã cấp'],
    result: 'Giấy phép',
    laws: [['45/2019/QH14', 'Bộ luật Lao động']],
    subjects: [
      'nội quy lao động',
      'đăng ký hợp đồng nhận lao động thực tập',
      'khai báo tai nạn lao động',
    ],
  },
  health: {
    field: ['G92-KC01', 'Khám bệnh, chữa bệnh'],
    ministry: 'G92',
    body: 'Z06',
    workingDays: 20,
    fee: 430000,
    isLicensed: false,
    papers: ['Đơn đề nghị', 'Danh sách nhân sự', 'Bản kê cơ sở vật chất'],
    result: 'Giấy phép hoạt động',
    laws: [['15/2023/QH15', 'Luật Khám bệnh, chữa bệnh']],
    subjects: ['điểm sơ cấp cứu lưu động', 'cơ sở dịch vụ y tế', 'an toàn thực phẩm cơ sở nhỏ lẻ'],
  },
  education: {
    field: ['G03-GD01', 'Giáo dục và Đào tạo'],
    ministry: 'G03',
    body: 'Z01',
    workingDays: 15,
    fee: 0,
    isLicensed: false,
    papers: ['Tờ trình', 'Đề án', 'Học bạ'],
    result: 'Quyết định của cơ quan quản lý giáo dục',
    laws: [['43/2019/QH14', 'Luật Giáo dục']],
    subjects: [
      'nhóm trẻ độc lập',
      'lớp mẫu giáo',
      'học sinh bán trú',
      'trung tâm học tập cộng đồng',
    ],
  },
  transport: {
    field: ['G95-DB01', 'Đường bộ'],
    ministry: 'G95',
    body: 'Z04',
    workingDays: 5,
    fee: 200000,
    isLicensed: false,
    papers: ['Giấy đề nghị', 'Giấy đăng ký phương tiện', 'Phương án kinh doanh'],
    result: 'Giấy phép, phù hiệu',
    laws: [['35/2024/QH15', 'Luật Đường bộ']],
    subjects: [
      'phù hiệu xe',
      'nút giao đấu nối tạm thời',
      'sử dụng lòng đường, vỉa hè',
      'bến khách ngang sông',
    ],
  },
  construction: {
    field: ['G95-XD01', 'Hoạt động xây dựng'],
    ministry: 'G95',
    body: 'Z01',
    workingDays: 15,
    fee: 75000,
    isLicensed: false,
    papers: ['Đơn đề nghị cấp giấy phép', 'Bản vẽ thiết kế', 'Giấy tờ về đất'],
    result: 'Giấy phép xây dựng',
    laws: [['50/2014/QH13', 'Luật Xây dựng']],
    subjects: ['nhà ở riêng lẻ', 'công trình tạm', 'sửa chữa, cải tạo nhà ở', 'biển quảng cáo'],
  },
  trade: {
    field: ['G96-TM01', 'Thương mại, xuất nhập khẩu'],
    ministry: 'G96',
    body: 'Z05',
    workingDays: 8,
    fee: 200000,
    isLicensed: false,
    papers: ['Đơn đề nghị', 'Bản sao giấy chứng nhận đăng ký', 'Bản kê thiết bị'],
    result: 'Giấy phép, giấy chứng nhận đủ điều kiện',
    laws: [['36/2005/QH11', 'Luật Thương mại']],
    subjects: [
      'bán lẻ rượu',
      'điểm kinh doanh tại chợ',
      'chương trình khuyến mại',
      'cửa hàng xăng dầu',
    ],
  },
  culture: {
    field: ['G97-VH01', 'Văn hóa, báo chí'],
    ministry: 'G97',
    body: 'Z01',
    workingDays: 10,
    fee: 50000,
    isLicensed: false,
    papers: ['Văn bản đề nghị', 'Chương trình, nội dung', 'Phương án an ninh trật tự'],
    result: 'Văn bản chấp thuận',
    laws: [['110/2018/NĐ-CP', 'Nghị định về quản lý và tổ chức lễ hội']],
    subjects: [
      'lễ hội truyền thống',
      'câu lạc bộ thể thao cơ sở',
      'thư viện cộng đồng',
      'gia đình văn hóa',
    ],
  },
} satisfies Record<string, Family>

export type FamilyKey = keyof typeof table

export const families: Readonly<Record<FamilyKey, Family>> = table
export const familyKeys = Object.keys(table) as readonly FamilyKey[]
