import DataLoader from 'dataloader'
import type { CacheSpace } from '../../cache/index.ts'
import type { Dossier, DossierFilter, DossierPage, DossierStep } from '../../domain/dossier.ts'
import { parseDossierCode, type DossierCode } from '../../domain/ids.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { source } from './decode.ts'
import type { Instance } from './instance.ts'
import type { SearchDeps } from './lists.ts'
import { createSearch, type PageArgs } from './search.ts'

export interface DossierLoaders {
  /** Null where there is none, and where no installation answers for the code. Rejects with UpstreamError. */
  readonly dossier: (code: DossierCode) => Promise<Dossier | null>
  /** Null where its installation has none to give. */
  readonly steps: (dossier: Dossier) => Promise<readonly DossierStep[] | null>
  readonly search: (filter: DossierFilter, page: PageArgs) => Promise<DossierPage>
}

export interface LoaderDeps extends Omit<SearchDeps, 'outcomes'> {
  readonly kept: CacheSpace<Dossier>
}

const settled = <T>(answers: readonly Promise<T>[]): Promise<(T | Error)[]> =>
  Promise.all(
    answers.map((answer) =>
      answer.catch((error: unknown) => (error instanceof Error ? error : new Error())),
    ),
  )

const createDossierLoader = ({ routing, kept }: LoaderDeps, outcomes: SourceOutcomes) => {
  const fetch = async ({ client }: Instance, code: DossierCode) =>
    new Map([[code, await client.dossier(code)]])

  // Each code is read alone: neither dialect asks for several, and one that fails must not cost the others.
  const read = async (code: DossierCode): Promise<Dossier | null> => {
    const organisation = parseDossierCode(code)?.organisation
    const instance = organisation === undefined ? null : routing.ofOrganisation(organisation)
    if (instance === null) return null
    const found = kept.readMany([code], () => fetch(instance, code))
    return (await outcomes.watch(source, instance.name, found)).get(code) ?? null
  }

  return new DataLoader<DossierCode, Dossier | null>((codes) => settled(codes.map(read)))
}

const createStepsLoader = ({ routing }: LoaderDeps, outcomes: SourceOutcomes) => {
  const read = async (dossier: Dossier): Promise<readonly DossierStep[] | null> => {
    const instance = routing.named(dossier.instance)
    if (instance?.can('steps') !== true) return null
    return outcomes.watch(source, instance.name, instance.client.steps(dossier.code))
  }
  return new DataLoader<Dossier, readonly DossierStep[] | null, DossierCode>(
    (dossiers) => settled(dossiers.map(read)),
    { cacheKeyFn: ({ code }) => code },
  )
}

/** For one request. */
export const createLoaders = (deps: LoaderDeps, outcomes: SourceOutcomes): DossierLoaders => {
  const dossiers = createDossierLoader(deps, outcomes)
  const steps = createStepsLoader(deps, outcomes)
  const search = createSearch({ ...deps, outcomes })
  return {
    dossier: (code) => dossiers.load(code),
    steps: (dossier) => steps.load(dossier),
    search: async (filter, page) => {
      const found = await search(filter, page)
      for (const { dossier } of found.items) dossiers.prime(dossier.code, dossier)
      return found
    },
  }
}
