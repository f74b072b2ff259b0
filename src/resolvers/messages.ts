import type { DenialReason } from '../domain/citizen.ts'
import type { Bilingual } from '../lib/language.ts'

/** What a reader is told beside a person who cannot be shown. */
export const denialMessages: Readonly<Record<DenialReason, Bilingual>> = {
  UNAUTHENTICATED: {
    vi: 'Cần đăng nhập bằng tài khoản cán bộ.',
    en: 'An officer’s access token is needed.',
  },
  ROLE_NOT_ALLOWED: {
    vi: 'Vai trò này không được xem dữ liệu cá nhân.',
    en: 'This role may not read personal data.',
  },
  PURPOSE_REQUIRED: {
    vi: 'Cần nêu thủ tục (và hồ sơ) mà việc tra cứu phục vụ.',
    en: 'State the procedure (and the dossier) that the look-up serves.',
  },
  PROCEDURE_NOT_LICENSED: {
    vi: 'Thủ tục này không được phép khai thác dữ liệu dân cư.',
    en: 'This procedure is not licensed to use the population database.',
  },
  OFFICER_NOT_ALLOWED: {
    vi: 'Cán bộ này không có quyền khai thác dữ liệu dân cư.',
    en: 'This officer has no right to use the population database.',
  },
  NOT_GRANTED: {
    vi: 'Ứng dụng này chưa được cấp quyền cho dữ liệu này.',
    en: 'This data is not granted to this client.',
  },
  PROCEDURE_UNKNOWN: {
    vi: 'Không có thủ tục nào mang mã đã nêu.',
    en: 'There is no procedure with the code that was stated.',
  },
  UNIT_NOT_COMPETENT: {
    vi: 'Đơn vị của cán bộ không có thẩm quyền giải quyết thủ tục hoặc hồ sơ này.',
    en: 'The officer’s unit is not competent for this procedure, or neither received nor processes this dossier.',
  },
  DOSSIER_UNKNOWN: {
    vi: 'Không có hồ sơ nào mang mã đã nêu.',
    en: 'There is no dossier with the code that was stated.',
  },
  DOSSIER_OF_OTHER_PROCEDURE: {
    vi: 'Hồ sơ đã nêu thuộc thủ tục khác.',
    en: 'The dossier that was stated is for another procedure.',
  },
  DOSSIER_CLOSED: {
    vi: 'Hồ sơ đã kết thúc quá số ngày cho phép.',
    en: 'The dossier was closed longer ago than is allowed.',
  },
  OUTSIDE_TERRITORY: {
    vi: 'Hồ sơ do đơn vị ngoài địa bàn phụ trách tiếp nhận.',
    en: 'The dossier was received outside the territory in your charge.',
  },
  PERSON_PROTECTED: {
    vi: 'Người này được bảo vệ thông tin. Hãy gửi văn bản đề nghị đến đơn vị vận hành, nêu mã yêu cầu.',
    en: 'This person is protected. Ask the operator of the gateway in writing, quoting the request id.',
  },
  QUOTA_SUBJECTS_EXCEEDED: {
    vi: 'Đã tra cứu hết số người được phép trong kỳ này.',
    en: 'As many persons as are allowed in this period have been looked up.',
  },
  AUDIT_UNAVAILABLE: {
    vi: 'Chưa ghi được nhật ký truy cập nên dữ liệu cá nhân tạm thời không được cung cấp.',
    en: 'The access log cannot be written, so no personal data is given for the time being.',
  },
}

export const notFoundMessage: Bilingual = {
  vi: 'Không có người nào khớp cả số, họ tên và ngày sinh.',
  en: 'Nobody matches the number, the name and the birth date together.',
}

export const notMatchableMessage: Bilingual = {
  vi: 'Hồ sơ không nêu đủ thông tin để đối khớp một người.',
  en: 'The dossier does not state enough to match a person.',
}

export const unavailableMessage: Bilingual = {
  vi: 'Hệ thống nguồn không trả lời; chưa biết người này có hay không.',
  en: 'The source did not answer; whether this person exists is not known.',
}
