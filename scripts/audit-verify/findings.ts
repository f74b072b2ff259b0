/** What is wrong, and where it begins. */
export type Finding =
  | { readonly kind: 'ALTERED' | 'MISSING'; readonly chain: string; readonly seq: number }
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
}

const placeOf = (finding: Finding): string => {
  if ('number' in finding) return `checkpoint ${finding.number}`
  return 'until' in finding ? `seq ${finding.seq} – ${finding.until}` : `seq ${finding.seq}`
}

export const describe = (finding: Finding): string => {
  const [vietnamese, english] = texts[finding.kind]
  return `${finding.kind}  ${finding.chain}  ${placeOf(finding)}  ${vietnamese} / ${english}`
}
