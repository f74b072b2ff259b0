export type Language = 'vi' | 'en'

const weightOf = (part: string): number => {
  const quality = /;\s*q=([\d.]+)/i.exec(part)?.[1]
  return quality === undefined ? 1 : Number(quality) || 0
}

/** Vietnamese unless `Accept-Language` prefers English (RFC 9110, 12.5.4). */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  const best: Record<Language, number> = { vi: 0, en: 0 }
  for (const part of (acceptLanguage ?? '').split(',').slice(0, 20)) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if (tag === 'vi' || tag === 'en') best[tag] = Math.max(best[tag], weightOf(part))
  }
  return best.en > best.vi ? 'en' : 'vi'
}

/** One text in the two languages people read here. */
export type Bilingual = Readonly<Record<Language, string>>
