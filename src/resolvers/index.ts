import type { PurposeOf } from '../access/enforce.ts'
import * as citizen from './citizen.ts'
import * as dossier from './dossier.ts'
import { purposeOfDossier } from './person.ts'
import * as procedure from './procedure.ts'
import { scalars } from './scalars.ts'
import * as unit from './unit.ts'

const domains = [citizen, dossier, procedure, unit]

/** Every resolver of the schema: one module per schema file, joined under `Query`. */
export const resolvers = {
  ...scalars,
  ...Object.assign({}, ...domains.map(({ Query: _, ...types }) => types)),
  Query: Object.assign({}, ...domains.map(({ Query }) => Query)),
}

/** The types whose objects carry their own purpose. */
export const purposeOf: PurposeOf = { Dossier: purposeOfDossier }
