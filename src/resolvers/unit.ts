import type { CommuneResolvers, ProvinceResolvers, QueryResolvers } from '../generated/schema.ts'
import { connectionOf } from './connection.ts'
import { toPage, toSearch } from './inputs.ts'
import { provinceOf } from './places.ts'

export const Query: Pick<
  QueryResolvers,
  'provinces' | 'province' | 'commune' | 'communes' | 'resolveUnit'
> = {
  provinces: (_, __, { sources }) => sources.units.provinces(),
  province: (_, { code }, { sources }) => sources.units.province(code),
  commune: (_, { code }, { sources }) => sources.units.commune(code),
  communes: (_, { province, search, ...page }, context) =>
    connectionOf(
      context.sources.units.communes({ provinceCode: province, search: toSearch(search) }),
      toPage(page, context),
    ),
  resolveUnit: (_, args, { sources }) => ({ candidates: sources.units.resolve(args) }),
}

export const Province: Partial<ProvinceResolvers> = {
  communes: ({ code }, { search, ...page }, context) =>
    connectionOf(
      context.sources.units.communes({ provinceCode: code, search: toSearch(search) }),
      toPage(page, context),
    ),
}

export const Commune: Partial<CommuneResolvers> = {
  province: (commune, _, context) => provinceOf(commune, context),
  formerUnits: ({ code }, _, { sources }) => sources.units.formerUnitsOf(code),
}
