import type { Citizen } from '../../domain/citizen.ts'

const address = {
  provinceCode: '01',
  communeCode: '00004',
  detail: 'Số 12 đường Tổ dân phố Khu phố Thôn Ấp Xóm Bản',
  country: 'VN',
}
const relative = {
  fullName: 'Nguyễn Thị Trần Văn',
  personalId: '001092000000',
  oldCardNumber: null,
  relationship: 'CH01',
}

/** Nobody: what most records have in common, in the order in which they are decoded. */
export const likeness: Readonly<Record<keyof Citizen, unknown>> = {
  __typename: 'Citizen',
  personalId: '001092000000',
  gender: 'FEMALE MALE',
  birthDate: '1992-01-01',
  oldCardNumber: '012000000',
  fullName: 'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Thị Văn',
  lifeStatus: 'ALIVE',
  nationality: 'VN',
  ethnicity: '01',
  religion: '00',
  maritalStatus: 'NEVER_MARRIED DIVORCED_OR_WIDOWED MARRIED',
  bloodGroup: 'UNKNOWN',
  permanentAddress: address,
  currentAddress: address,
  birthRegistration: { ...address, detail: null },
  homeTown: { ...address, detail: null },
  father: relative,
  mother: relative,
  spouse: null,
  householdHead: relative,
  sourceRequestId: '',
}
