import type { Bilingual } from '../lib/language.ts'

/** What each field that is recorded as given holds, in words that a citizen knows from forms. */
export const fieldLabels: Readonly<Record<string, Bilingual>> = {
  personalId: { vi: 'Số định danh cá nhân', en: 'Personal identification number' },
  personalIdMasked: {
    vi: 'Số định danh cá nhân đã che',
    en: 'Personal identification number, masked',
  },
  oldCardNumber: { vi: 'Số chứng minh nhân dân cũ', en: 'Old identity card number' },
  fullName: { vi: 'Họ, chữ đệm và tên', en: 'Full name' },
  birthDate: { vi: 'Ngày, tháng, năm sinh', en: 'Date of birth' },
  gender: { vi: 'Giới tính', en: 'Sex' },
  alive: { vi: 'Còn sống hay không', en: 'Whether alive' },
  lifeStatus: { vi: 'Tình trạng: còn sống, đã chết, mất tích', en: 'Alive, dead or missing' },
  nationality: { vi: 'Quốc tịch', en: 'Nationality' },
  permanentAddress: { vi: 'Nơi thường trú', en: 'Permanent address' },
  currentAddress: { vi: 'Nơi ở hiện tại', en: 'Present address' },
  birthRegistration: { vi: 'Nơi đăng ký khai sinh', en: 'Place of birth registration' },
  homeTown: { vi: 'Quê quán', en: 'Home town' },
  householdHead: { vi: 'Chủ hộ', en: 'Head of household' },
  father: { vi: 'Cha', en: 'Father' },
  mother: { vi: 'Mẹ', en: 'Mother' },
  spouse: { vi: 'Vợ hoặc chồng', en: 'Spouse' },
  ethnicity: { vi: 'Dân tộc', en: 'Ethnicity' },
  religion: { vi: 'Tôn giáo', en: 'Religion' },
  maritalStatus: { vi: 'Tình trạng hôn nhân', en: 'Marital status' },
  bloodGroup: { vi: 'Nhóm máu', en: 'Blood group' },
  dossiers: { vi: 'Danh sách hồ sơ đã nộp', en: 'List of dossiers' },
  applicant: { vi: 'Người nộp như hồ sơ ghi', en: 'The applicant as the dossier states them' },
  applicantDiffers: {
    vi: 'Điểm khác giữa hồ sơ và dữ liệu dân cư',
    en: 'How the dossier differs from the population database',
  },
  accessLog: { vi: 'Nhật ký truy cập này', en: 'This access log' },
}
