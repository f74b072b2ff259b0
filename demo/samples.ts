/** One ready question of the IDE page: who asks it, and for what purpose. */
export interface Sample {
  readonly persona: 'officer' | 'dashboard' | 'ministry' | null
  readonly procedure?: string
  readonly query: string
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
query Board {
  dossiers(filter: { commune: "00070", receivedWithinDays: 7 }, first: 20) {
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
        ... on Citizen { fullName birthDate personalIdMasked }
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
}

const counter = ({ personalId, fullName, birthDate }: SamplePerson): Sample => ({
  persona: 'officer',
  procedure: '1.001193',
  query: `# Tại quầy: đối khớp công dân để điền sẵn. Mục đích nằm ở header lien-thong-procedure.
# At the counter: match a citizen to prefill a form. The purpose is the header lien-thong-procedure.
query Counter {
  citizen(match: { personalId: "${personalId}", fullName: "${fullName}", birthDate: "${birthDate}" }) {
    __typename
    ... on Citizen { fullName birthDate gender alive permanentAddress { detail commune { name } candidates { confidence unit { code name } } } }
    ... on NotFound { message }
    ... on AccessDenied { reason message }
    ... on SourceUnavailable { source retryable message }
  }
}
`,
})

const dashboard: Sample = {
  persona: 'dashboard',
  query: `# Bảng điều hành: số liệu trực tiếp của một xã và hồ sơ quá hạn, không có dữ liệu cá nhân.
# A dashboard: live figures of a commune and what is overdue, with no person in it.
query Overdue {
  commune(code: "00070") { name province { name } }
  received: dossiers(filter: { commune: "00070", receivedWithinDays: 7 }, first: 1) { totalCount }
  processing: dossiers(filter: { commune: "00070", status: PROCESSING, receivedWithinDays: 60 }, first: 1) { totalCount }
  overdue: dossiers(filter: { commune: "00070", receivedWithinDays: 60, overdue: true }, first: 20) {
    nodes { code status receivedAt dueAt workingDaysLeft channel procedure { name } receivedBy { name } }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}
`,
}

const ministry: Sample = {
  persona: 'ministry',
  query: `# Bộ ngành: cùng một thủ tục trên cả nước, và hệ thống nào chưa trả lời.
# A ministry: one procedure over the whole country, and which systems did not answer.
query Nation {
  procedure(code: "1.001193") { name onlineLevel channels { channel timeOptions { amount rawUnit fees { amount description } } } }
  dossiers(filter: { procedure: "1.001193", receivedWithinDays: 2 }, first: 30) {
    nodes { code status receivedAt receivedBy { name commune { name province { name } } } }
    totalCount
    coverage { asked answered missing { instance reason } }
  }
}
`,
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
}

/** The three kinds of users, then what anybody may ask. */
export const createSamples = (person: SamplePerson): readonly Sample[] => [
  board,
  counter(person),
  dashboard,
  ministry,
  units,
]
