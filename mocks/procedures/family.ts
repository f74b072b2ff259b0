/**
 * What procedures of one field have in common: their trees are generated from this, real codes and synthetic ones
 * alike, so nothing below describes any one real procedure. Field and body codes are invented in the real shape; of the
 * ministries' codes only G01, G03 and G15 were seen in public, those from G91 on are invented.
 */
export interface Family {
  readonly field: readonly [code: string, name: string]
  readonly ministry: string
  /** Code of a body in `bodies`. */
  readonly body: string
  readonly workingDays: number
  /** Việt Nam đồng at the counter; online costs half. */
  readonly fee: number
  /** Whether the population database answers for procedures of this field. */
  readonly isLicensed: boolean
  readonly papers: readonly string[]
  readonly result: string
  readonly laws: readonly (readonly [number: string, title: string])[]
  /** What synthetic procedures of this field are about. */
  readonly subjects: readonly string[]
}
