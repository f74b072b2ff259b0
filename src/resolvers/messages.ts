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
