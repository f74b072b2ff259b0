import type { DossierStatus } from '../../src/domain/dossier.ts'

/** A province of today as the simulated government knows it. */
export interface WorldProvince {
  readonly code: string
  readonly name: string
  /** The dossier instance that serves it, in kebab-case without diacritics: `ha-noi`. */
  readonly instance: string
  readonly dialect: 'igate' | 'packet'
  /** Organisation prefixes it answers for: its own and those of the provinces merged into it: `['H26']`. */
  readonly organisationPrefixes: readonly string[]
  /** Those of the prefixes that are invented: a real code stands only where a public source gives it. */
  readonly syntheticPrefixes: readonly string[]
}

export interface WorldCommune {
  readonly code: string
  readonly name: string
  readonly provinceCode: string
  /** A code of a former commune it was formed from, for addresses that were never updated; null where none is known. */
  readonly formerCode: string | null
}

/** An agency: a commune's people's committee or its public administration service centre, a department, a ministry. */
export interface WorldAgency {
  readonly code: string
  readonly name: string
  readonly level: number
  readonly parent: string | null
  readonly communeCode: string | null
}

/** About half of the records were never updated after 1 July 2025: they carry the former commune's and province's codes. */
export interface WorldAddress {
  readonly provinceCode: string
  readonly communeCode: string
  readonly detail: string
}

export interface WorldRelative {
  readonly index: number
  readonly fullName: string
  readonly personalId: string
}

/** One of the 100 million, a pure function of `index`. */
export interface WorldPerson {
  readonly index: number
  readonly personalId: string
  /** 9 digits; null for people who never had one. */
  readonly oldCard: string | null
  /** With diacritics; some records hold it decomposed (NFD), as some real systems do. */
  readonly fullName: string
  readonly sex: 'MALE' | 'FEMALE'
  /** `yyyy-MM-dd`. */
  readonly birthDate: string
  /** What the register holds of the birth date: some older people have only a year. */
  readonly birthPrecision: 'DAY' | 'YEAR'
  readonly lifeStatus: 'ALIVE' | 'DEAD' | 'MISSING'
  readonly ethnicity: string
  readonly religion: string
  /** Wire code 0–3. */
  readonly marital: 0 | 1 | 2 | 3
  /** Wire code 00–04. */
  readonly blood: string
  readonly birthRegistration: WorldAddress
  readonly homeTown: WorldAddress
  readonly permanent: WorldAddress
  readonly current: WorldAddress
  readonly father: WorldRelative | null
  readonly mother: WorldRelative | null
  readonly spouse: WorldRelative | null
  readonly head: WorldRelative & { readonly relationship: string }
  readonly moved: boolean
  readonly twinIndex: number | null
  /** On the gateway's own list of protected persons. The register itself answers as for anyone. */
  readonly isProtected: boolean
}

export interface WorldStep {
  readonly at: Date
  readonly officer: string
  readonly organisation: string
  readonly content: string
  /** 1–10. */
  readonly status: number
}

/** One dossier of the last 400 days, a pure function of its code and the present moment. */
export interface WorldDossier {
  readonly code: string
  readonly instance: string
  readonly organisation: WorldAgency
  readonly procedureCode: string
  readonly procedureName: string
  readonly receivedAt: Date
  /** null where the source gives none and the gateway must compute it. */
  readonly dueAt: Date | null
  readonly finishedAt: Date | null
  readonly returnedAt: Date | null
  /** 1–10, as it stands now. */
  readonly status: number
  readonly statusName: DossierStatus
  /** 1 in person, 2 online, 3 post. */
  readonly channel: 1 | 2 | 3
  readonly applicantIndex: number
  /** As the dossier states it: may differ from the register, lack the birth date or the number, or hold a dummy number. */
  readonly applicant: {
    readonly fullName: string
    /** `yyyy-MM-dd`, or `yyyy` for a person of whom only the year is known. */
    readonly birthDate: string | null
    /** 12 digits, 9 digits, the dummy `000000001` or nothing. */
    readonly number: string | null
  }
  readonly supplements: readonly { readonly from: Date; readonly until: Date | null }[]
  readonly fees: readonly { readonly name: string; readonly amount: number }[]
  readonly results: readonly { readonly name: string; readonly code: string }[]
  readonly steps: readonly WorldStep[]
}

export interface WorldProcedure {
  readonly code: string
  readonly name: string
  readonly field: string
  /** Whether the population database answers for it (error 004 otherwise). */
  readonly licensed: boolean
  readonly workingDays: number
  readonly fee: number
  readonly online: 'FULL' | 'PARTIAL' | 'INFORMATION'
}

export interface DossierQuery {
  readonly instance: string
  /** Exact agency code or an ancestor of it. */
  readonly organisation?: string
  readonly procedureCode?: string
  readonly status?: number
  /** As stated in the dossier: one that gives an old card, a wrong number or none is not found by the personal id. */
  readonly applicantNumber?: string
  readonly from?: Date
  readonly to?: Date
  readonly offset: number
  readonly limit: number
  /** The total need only tell whether more follows, which spares a look at every dossier of 400 days. */
  readonly uncounted?: boolean
}

/** Someone or something a visitor can look up, and what is special about it. */
export interface SandboxPerson {
  readonly label: string
  readonly personalId: string
  readonly oldCard: string | null
  readonly fullName: string
  readonly birthDate: string
  readonly specialVi: string
  readonly specialEn: string
}

export interface SandboxDossier {
  readonly label: string
  readonly code: string
  readonly specialVi: string
  readonly specialEn: string
}

/**
 * The simulated country: the real 34 provinces and 3,321 communes, 100 million invented citizens and the dossiers of
 * the last 400 days. Nothing is stored: every record is computed from its index or its code when it is asked for.
 */
export interface World {
  readonly seed: number
  now(): Date
  readonly provinces: readonly WorldProvince[]
  readonly communes: readonly WorldCommune[]
  readonly procedures: readonly WorldProcedure[]
  readonly populationSize: number
  /** Agencies of one instance, its communes' first. */
  agencies(instance: string): readonly WorldAgency[]
  person(index: number): WorldPerson
  personById(personalId: string): WorldPerson | null
  personByOldCard(number: string): WorldPerson | null
  dossier(code: string): WorldDossier | null
  /** Newest first: time of receipt descending, then code ascending. */
  dossiers(query: DossierQuery): { readonly items: readonly WorldDossier[]; readonly total: number }
  /** Adds dossiers that arrive now (or at the given moment), for demonstrations and tests; kept until the process ends. */
  receive(instance: string, organisation: string, count: number, at?: Date): readonly WorldDossier[]
  /** Officers that the population database knows; others are refused with 005. */
  isKnownOfficer(personalId: string): boolean
  /** The officers of an agency that receives dossiers; empty for others. */
  officers(organisation: string): readonly WorldPerson[]
  /** The officer whose persona the identity provider hands out. */
  readonly demoOfficer: {
    readonly personalId: string
    readonly organisation: WorldAgency
    readonly communeCode: string
  }
  readonly sandbox: {
    readonly people: readonly SandboxPerson[]
    readonly dossiers: readonly SandboxDossier[]
  }
}
