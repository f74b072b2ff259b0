import type { PurposeOf } from '../access/enforce.ts'
import type { Resolvers } from '../generated/schema.ts'
import * as accessLog from './access-log.ts'
import * as cache from './cache.ts'
import * as citizen from './citizen.ts'
import * as dossier from './dossier.ts'
import { purposeOfDossier } from './person.ts'
import * as intake from './intake.ts'
import * as procedure from './procedure.ts'
import { scalars } from './scalars.ts'
import * as unit from './unit.ts'

/** Every resolver of the schema: one module per schema file, joined under `Query`. */
export const resolvers: Resolvers = {
  ...scalars,
  ...accessLog,
  ...cache,
  ...citizen,
  ...dossier,
  ...intake,
  ...procedure,
  ...unit,
  Query: {
    ...accessLog.Query,
    ...citizen.Query,
    ...dossier.Query,
    ...intake.Query,
    ...procedure.Query,
    ...unit.Query,
  },
}

/** The types whose objects carry their own purpose. */
export const purposeOf: PurposeOf = { Dossier: purposeOfDossier }
