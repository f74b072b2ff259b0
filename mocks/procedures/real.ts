import { auditedProcedures } from './real-audit.ts'
import type { SourcedProcedures } from './sourced.ts'

const board = 'https://github.com/hongdienvbhp/BangNiemYetVinhBao/blob'

export const realProcedures: readonly SourcedProcedures[] = [
  auditedProcedures,
  {
    source: `${board}/343a6a2033cd4e86b416f5114d203594965677b0/docs/NQ23_2026_ONLINE_FEE_REVIEW.md`,
    rows: [
      ['1.003583', 'birth', 'Đăng ký khai sinh lưu động'],
      ['1.004746', 'marriage', 'Đăng ký lại kết hôn'],
      ['1.004772', 'birth', 'Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân'],
      ['1.004837', 'civil', 'Đăng ký giám hộ'],
      ['1.004859', 'civil', 'Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc'],
      ['1.004873', 'civil', 'Cấp Giấy xác nhận tình trạng hôn nhân'],
      ['1.004884', 'birth', 'Đăng ký lại khai sinh'],
      ['1.005461', 'death', 'Đăng ký lại khai tử'],
      [
        '2.002189',
        'marriage',
        'Ghi vào Sổ hộ tịch việc kết hôn của công dân Việt Nam đã được giải quyết tại cơ quan có thẩm quyền của nước ngoài',
      ],
      [
        '1.011441',
        'land',
        'Đăng ký biện pháp bảo đảm bằng quyền sử dụng đất, tài sản gắn liền với đất',
      ],
      [
        '1.011442',
        'land',
        'Đăng ký thay đổi biện pháp bảo đảm bằng quyền sử dụng đất, tài sản gắn liền với đất',
      ],
      [
        '1.011443',
        'land',
        'Xoá Đăng ký biện pháp bảo đảm bằng quyền sử dụng đất, tài sản gắn liền với đất',
      ],
      [
        '1.011445',
        'land',
        'Chuyển tiếp đăng ký thế chấp quyền tài sản phát sinh từ hợp đồng mua bán nhà ở hoặc từ hợp đồng mua bán tài sản khác gắn liền với đất',
      ],
      [
        '1.012753',
        'land',
        'Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu đối với tổ chức đang sử dụng đất',
      ],
      [
        '1.012756',
        'land',
        'Đăng ký đất đai lần đầu đối với trường hợp được Nhà nước giao đất để quản lý',
      ],
      [
        '1.012781',
        'land',
        'Đăng ký, cấp Giấy chứng nhận đối với thửa đất có diện tích tăng thêm do thay đổi ranh giới so với Giấy chứng nhận đã cấp',
      ],
      [
        '1.012783',
        'land',
        'Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất',
      ],
      ['1.012786', 'land', 'Cấp lại Giấy chứng nhận do bị mất'],
      ['1.012790', 'land', 'Đính chính Giấy chứng nhận đã cấp'],
      ['1.012796', 'land', 'Đính chính Giấy chứng nhận đã cấp lần đầu có sai sót'],
      [
        '1.012817',
        'land',
        'Xác định lại diện tích đất ở của hộ gia đình, cá nhân đã được cấp Giấy chứng nhận trước ngày 01 tháng 7 năm 2004',
      ],
      [
        '1.012818',
        'land',
        'Thu hồi Giấy chứng nhận đã cấp lần đầu không đúng quy định của pháp luật đất đai do người sử dụng đất, chủ sở hữu tài sản gắn liền với đất phát hiện và cấp lại Giấy chứng nhận sau khi thu hồi',
      ],
      [
        '1.013978',
        'land',
        'Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu đối với hộ gia đình, cá nhân, cộng đồng dân cư, người gốc Việt Nam định cư ở nước ngoài',
      ],
      [
        '1.013979',
        'land',
        'Tặng cho quyền sử dụng đất cho Nhà nước hoặc cộng đồng dân cư hoặc mở rộng đường giao thông đối với trường hợp thửa đất chưa được cấp Giấy chứng nhận',
      ],
      [
        '1.013988',
        'land',
        'Xóa ghi nợ tiền sử dụng đất, lệ phí trước bạ trên Giấy chứng nhận đã cấp',
      ],
      [
        '1.013992',
        'land',
        'Đăng ký biến động chuyển mục đích sử dụng đất không phải xin phép cơ quan nhà nước có thẩm quyền',
      ],
      [
        '1.013994',
        'land',
        'Đăng ký, cấp Giấy chứng nhận đối với trường hợp chuyển nhượng dự án đầu tư có sử dụng đất',
      ],
    ],
  },
  {
    source: `${board}/82802eee599dbb4877de47c4e90160e33969c8b3/data/BAO_CAO_51_TTHC_TRONG_DIEM_2026-09-07.md`,
    rows: [
      [
        '1.001776',
        'assistance',
        'Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng',
      ],
      ['1.003622', 'culture', 'Thông báo tổ chức lễ hội cấp xã'],
      ['1.010803', 'merit', 'Giải quyết chế độ trợ cấp thờ cúng liệt sĩ'],
      ['1.010824', 'merit', 'Hưởng trợ cấp khi người có công đang hưởng trợ cấp ưu đãi từ trần'],
      ['1.010833', 'merit', 'Cấp giấy xác nhận thân nhân của người có công'],
      [
        '1.011606',
        'poverty',
        'Công nhận hộ nghèo, hộ cận nghèo; hộ thoát nghèo, hộ thoát cận nghèo định kỳ hằng năm',
      ],
      [
        '1.011609',
        'poverty',
        'Công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình',
      ],
      ['1.013702', 'association', 'Công nhận ban vận động thành lập hội'],
      ['1.013703', 'association', 'Thành lập hội'],
      ['1.014027', 'assistance', 'Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội'],
      [
        '1.014028',
        'assistance',
        'Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội',
      ],
      [
        '2.000286',
        'assistance',
        'Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội',
      ],
      ['2.001283', 'trade', 'Cấp Giấy chứng nhận đủ điều kiện cửa hàng bán lẻ LPG chai'],
      [
        '2.001406',
        'certification',
        'Chứng thực văn bản thỏa thuận phân chia di sản mà di sản là động sản, quyền sử dụng đất, nhà ở',
      ],
      ['2.002481', 'education', 'Chuyển trường đối với học sinh trung học cơ sở'],
    ],
  },
  {
    source: `${board}/00f63e6c049cfb8c01db625e41ddc04b8f5cce55/data/thu-tuc.json`,
    rows: [
      ['1.009374', 'culture', 'Cấp giấy phép xuất bản bản tin (địa phương)'],
      [
        '1.013785',
        'culture',
        'Cấp giấy phép xuất bản phụ trương đối với cơ quan báo chí của địa phương',
      ],
      [
        '1.116487',
        'culture',
        'Cấp giấy phép hoạt động của cơ sở kinh doanh dịch vụ phát hành báo chí nhập khẩu đối với cơ quan báo chí của địa phương',
      ],
    ],
  },
  {
    source: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf7-7704-7449-9e95-fe7ebb959aa2',
    rows: [['1.004222', 'residence', 'Đăng ký thường trú']],
  },
  {
    source: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf7-770b-734d-b7fb-5e1995f194f4',
    rows: [['1.004194', 'residence', 'Đăng ký tạm trú']],
  },
  {
    source: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf7-6f18-72e5-974d-ed6803c7178a',
    rows: [['1.003197', 'residence', 'Xóa đăng ký thường trú']],
  },
  {
    source: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf8-910f-71b8-b7b8-45b3e2c1f7ee',
    rows: [['1.000288', 'education', 'Công nhận trường mầm non đạt chuẩn Quốc gia']],
  },
]

/** Repealed by decisions of 2025 and 2026 that the first source names; the catalogue still lists them. */
export const repealedCodes: ReadonlySet<string> = new Set(['2.000986', '2.001009', '2.001023'])
