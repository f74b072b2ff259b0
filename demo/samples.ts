/** One ready question of the IDE page: who asks it, for what purpose, and with which values. */
export interface Sample {
  readonly persona: 'officer' | 'dashboard' | 'ministry' | null
  readonly procedure?: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** A person of the sandbox list, as the simulated government publishes it. */
export interface SamplePerson {
  readonly personalId: string
  readonly fullName: string
  readonly birthDate: string
}

const board: Sample = {
  persona: 'officer',
  query: `# Phần mềm một cửa: hồ sơ xã nhận trong tuần, kèm thủ tục, hạn trả và người nộp theo dân cư.
# Commune software: what the commune received this week, with procedure, due date and applicant.
query Board($commune: UnitCode!) {
  dossiers(filter: { commune: $commune, receivedWithinDays: 7 }, first: 20) {
    nodes {
      code
      status
      receivedAt
      dueAt
      dueAtBasis
      workingDaysLeft
      overdue
      procedure { code name onlineLevel }
      citizen {
        __typename
        ... on Citizen { fullName birthDate personalIdMasked permanentAddress { detail commune { code name } } }
        ... on NotMatchable { missing message }
        ... on SourceUnavailable { source message }
      }
      receivedBy { name commune { code name province { name } } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}
`,
  variables: { commune: '00070' },
}

const counter = ({ personalId, fullName, birthDate }: SamplePerson): Sample => ({
  persona: 'officer',
  procedure: '1.001193',
  query: `# Tại quầy: đối khớp công dân để điền sẵn. Mục đích nằm ở header lien-thong-procedure.
# At the counter: match a citizen to prefill a form. The purpose is the header lien-thong-procedure.
query Counter($match: CitizenMatch!) {
  citizen(match: $match) {
    __typename
    ... on Citizen { fullName birthDate gender alive permanentAddress { detail commune { name } candidates { confidence unit { code name } } } }
    ... on NotFound { message }
    ... on AccessDenied { reason message }
    ... on SourceUnavailable { source retryable message }
  }
}
`,
  variables: { match: { personalId, fullName, birthDate } },
})

const dashboard: Sample = {
  persona: 'dashboard',
  query: `# Bảng điều hành: hồ sơ quá hạn của một tỉnh, không có dữ liệu cá nhân.
# A dashboard: what is overdue in a province, with no person in it.
query Overdue($province: UnitCode!) {
  province(code: $province) { name kind }
  dossiers(filter: { province: $province, receivedWithinDays: 30, overdue: true }, first: 20) {
    nodes { code status receivedAt dueAt workingDaysLeft channel procedure { name } receivedBy { name commune { name } } }
    coverage { asked answered missing { instance reason } }
  }
}
`,
  variables: { province: '01' },
}

const ministry: Sample = {
  persona: 'ministry',
  query: `# Bộ ngành: cùng một thủ tục trên cả nước, và hệ thống nào chưa trả lời.
# A ministry: one procedure over the whole country, and which systems did not answer.
query Nation($code: ProcedureCode!) {
  procedure(code: $code) { name onlineLevel channels { channel timeOptions { amount rawUnit fees { amount description } } } }
  dossiers(filter: { procedure: $code, receivedWithinDays: 2 }, first: 30) {
    nodes { code status receivedAt receivedBy { name commune { name province { name } } } }
    totalCount
    coverage { asked answered missing { instance reason } }
  }
}
`,
  variables: { code: '1.001193' },
}

const units: Sample = {
  persona: null,
  query: `# Công khai, không cần mã truy cập: đơn vị cũ nay thuộc đâu.
# Public, no token: what became of a former unit.
query WhatBecameOf {
  divided: resolveUnit(name: "Phường Dịch Vọng", province: "Thành phố Hà Nội") {
    candidates { confidence unit { code name province { name } } }
  }
  communes(province: "01", search: "hoan kiem") { nodes { code name formerUnits { code name districtName } } }
}
`,
  variables: {},
}

/** The three kinds of users, then what anybody may ask. */
export const createSamples = (person: SamplePerson): readonly Sample[] => [
  board,
  counter(person),
  dashboard,
  ministry,
  units,
]
