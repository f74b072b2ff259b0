import { createHash } from 'node:crypto'

/** What the simulated population database accepts over the national bus. Invented. */
export const xRoadCredentials = {
  user: 'lienthong',
  secret: 'bi-mat-mo-phong',
  xRoadClient: 'VN/GOV/H26/LIENTHONG',
  apiKey: 'khoa-mo-phong',
} as const

/** What the simulated province's integration platform accepts. Invented. */
export const lgspCredentials = {
  accessKey: 'AK-MO-PHONG',
  secretKey: 'SK-MO-PHONG',
  appName: 'LIENTHONG',
  partnerCode: 'H26',
  partnerCodeCus: 'H26.101',
  userNameService: 'lienthong.dancu',
} as const

/** [ASSUMED] paths: the real ones come from each platform's operator. */
export const populationPaths = {
  xRoad: '/C06/TraCuuThongTinCongDan',
  token: '/lgsp/token',
  facade: '/lgsp/dancu/tracuu',
} as const

/** The key that the simulated platform gave this officer: the same on every machine. */
export const officerKey = (personalId: string): { key: string; password: string } => ({
  key: `cb.${personalId}`,
  password: createHash('sha256').update(`officer ${personalId}`).digest('hex').slice(0, 16),
})
