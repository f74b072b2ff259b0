import type { PurposeKind } from '../../audit/event.ts'
import type { Usage } from '../../audit/types.ts'
import type { Bilingual, Language } from '../../lib/language.ts'

const reasons: Readonly<Record<PurposeKind, Bilingual>> = {
  DOSSIER: { vi: 'Tra cứu để giải quyết hồ sơ', en: 'Looked up to settle a dossier' },
  INTAKE: {
    vi: 'Tra cứu tại quầy trước khi nộp hồ sơ',
    en: 'Looked up at the counter before a dossier was filed',
  },
  // By the person or by a portal: `receiverSystem` names which software it was.
  SELF: { vi: 'Đọc nhật ký truy cập này', en: 'This access log was read' },
}

/** Why, in words: the catalogue names procedures in Vietnamese only. */
export const actionOf = (
  { purpose, procedure }: Pick<Usage, 'purpose' | 'procedure'>,
  procedureName: string | null,
  language: Language,
): string => {
  const reason = reasons[purpose][language]
  if (procedure === null) return reason
  return procedureName === null
    ? `${reason}: ${procedure}`
    : `${reason}: ${procedureName} (${procedure})`
}
