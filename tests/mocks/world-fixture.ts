import { createWorld } from '../../mocks/world/index.ts'
import type { DossierQuery, WorldDossier } from '../../mocks/world/types.ts'

/** A Friday afternoon. */
export const now = new Date('2026-11-20T15:00:00+07:00')
export const dayMs = 86_400_000
export const world = createWorld({ now: () => now })

/** The counter of phường Hoàn Kiếm. */
export const counter = {
  instance: 'ha-noi',
  organisation: world.demoOfficer.organisation.code,
} as const

/** All that match, at the counter unless another organisation is named. */
export const list = (query: Partial<DossierQuery> = {}): readonly WorldDossier[] =>
  world.dossiers({ ...counter, offset: 0, limit: Infinity, ...query }).items

export const codes = (dossiers: readonly WorldDossier[]): readonly string[] =>
  dossiers.map(({ code }) => code)
