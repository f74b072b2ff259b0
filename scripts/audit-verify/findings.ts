/** What is wrong, and where it begins. */
export type Finding =
  | { readonly kind: 'ALTERED' | 'MISSING'; readonly chain: string; readonly seq: number }
  /** The record stands, but a person whom it is about would not find it in their own log. */
  | { readonly kind: 'UNLISTED'; readonly chain: string; readonly seq: number }
  /** Persons would find looks in their own log that no record tells of. */
  | { readonly kind: 'LISTED_WITHOUT_RECORD'; readonly count: number }
  /** All hashes fit each other, but not what was signed: the first changed record is one of these. */
  | {
      readonly kind: 'REWRITTEN'
      readonly chain: string
      readonly seq: number
      readonly until: number
    }
  /** Nothing stands from here to where the chain was signed. */
  | { readonly kind: 'CUT'; readonly chain: string; readonly seq: number; readonly until: number }
  | { readonly kind: 'CHAIN_MISSING'; readonly chain: string; readonly seq: 1 }
  | {
      readonly kind: 'CHECKPOINT_FORGED' | 'CHECKPOINT_MISSING' | 'ANCHOR_FORGED'
      readonly chain: string
      readonly number: number
    }

const texts: Readonly<Record<Finding['kind'], readonly [vi: string, en: string]>> = {
  ALTERED: ['bản ghi bị sửa hoặc đổi chỗ', 'record altered or out of its place'],
  MISSING: ['bản ghi bị xoá', 'record removed'],
  REWRITTEN: ['chuỗi bị viết lại', 'chain rewritten'],
  CUT: ['phần cuối bị cắt', 'tail cut off'],
  CHAIN_MISSING: ['cả chuỗi bị xoá', 'whole chain removed'],
  CHECKPOINT_FORGED: ['mốc ký giả mạo', 'checkpoint forged'],
  CHECKPOINT_MISSING: ['mốc ký bị xoá', 'checkpoint removed'],
  ANCHOR_FORGED: ['mốc neo giả mạo', 'anchor forged'],
  UNLISTED: ['công dân không tìm thấy bản ghi này', 'the person would not find this record'],
  LISTED_WITHOUT_RECORD: ['mục tra cứu không có bản ghi', 'entries for persons without a record'],
}

const placeOf = (finding: Exclude<Finding, { readonly count: number }>): string => {
  if ('number' in finding) return `checkpoint ${finding.number}`
  return 'until' in finding ? `seq ${finding.seq} – ${finding.until}` : `seq ${finding.seq}`
}

export const describe = (finding: Finding): string => {
  const [vietnamese, english] = texts[finding.kind]
  if (finding.kind === 'LISTED_WITHOUT_RECORD')
    return `${finding.kind}  ${finding.count}  ${vietnamese} / ${english}`
  return `${finding.kind}  ${finding.chain}  ${placeOf(finding)}  ${vietnamese} / ${english}`
}
