import type { FamilyKey } from './families.ts'

/** Codes and names as one public page shows them; the leading word "Thủ tục" of a name is left off. */
export interface SourcedProcedures {
  /** Where these codes and names were read. */
  readonly source: string
  readonly rows: readonly (readonly [code: string, family: FamilyKey, name: string])[]
}
