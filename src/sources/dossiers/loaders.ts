import DataLoader from 'dataloader'
import type { CacheSpace, Tag, Wanted } from '../../cache/index.ts'
import type { Dossier, DossierFilter, DossierPage, DossierStep } from '../../domain/dossier.ts'
import { parseDossierCode, type DossierCode, type OrganisationCode } from '../../domain/ids.ts'
import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import { type SourceOutcomes, statusOfError } from '../../lib/outcomes.ts'
import type { KnownAgency } from './agencies.ts'
import { source } from './decode.ts'
import type { Instance } from './instance.ts'
import type { SearchDeps } from './lists.ts'
import type { Page } from './page.ts'
import { createPages } from './pages.ts'
import { createSearch, type PageArgs } from './search.ts'

export interface DossierLoaders {
  /** Null where there is none, and where no installation answers for the code. Rejects with UpstreamError. */
  readonly dossier: (code: DossierCode) => Promise<Dossier | null>
  /** Null where its installation has none to give. */
  readonly steps: (dossier: Dossier) => Promise<readonly DossierStep[] | null>
  /** At once where memory holds all that is needed. */
  readonly search: (filter: DossierFilter, page: PageArgs) => MaybePromise<DossierPage>
  /** The name of the installation that answers for an organisation, as configuration names it. */
  readonly instanceOf: (code: OrganisationCode) => string | null
  /** As its installation's list names it; null where no installation answers for it or its list has no such agency. */
  readonly agency: (code: OrganisationCode) => Promise<KnownAgency | null>
}

export interface LoaderDeps extends Omit<SearchDeps, 'outcomes' | 'readPage'> {
  readonly lists: CacheSpace<Page>
  readonly kept: CacheSpace<Dossier>
}

const settled = <T>(answers: readonly Promise<T>[]): Promise<(T | Error)[]> =>
  Promise.all(
    answers.map((answer) =>
      answer.catch((error: unknown) => (error instanceof Error ? error : new Error())),
    ),
  )

const createDossierLoader = ({ routing, kept }: LoaderDeps, outcomes: SourceOutcomes) => {
  const instanceOf = (code: DossierCode): Instance | null => {
    const organisation = parseDossierCode(code)?.organisation
    return organisation === undefined ? null : routing.ofOrganisation(organisation)
  }

  const toWanted = (code: DossierCode): Wanted<DossierCode, Dossier> => {
    const provinces = instanceOf(code)?.settings.provinces ?? []
    return {
      key: code,
      tags: [`dossier:${code}`, ...provinces.map((province): Tag => `province:${province}`)],
    }
  }

  const ask = async (code: DossierCode) => (await instanceOf(code)?.client.dossier(code)) ?? null

  // Each code is asked for alone: neither dialect takes several, and one that fails must not cost the others.
  const read = async (codes: readonly DossierCode[]): Promise<(Dossier | null | Error)[]> => {
    const known = codes.filter((code) => instanceOf(code) !== null)
    const answers = await kept.readEach(known.map(toWanted), ask)
    for (const [code, answer] of answers)
      outcomes.note(
        source,
        instanceOf(code)?.name ?? null,
        answer instanceof Error ? statusOfError(answer) : 'OK',
      )
    return codes.map((code) => answers.get(code) ?? null)
  }

  return new DataLoader(read)
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

const createAgencyLoader = ({ routing }: LoaderDeps, outcomes: SourceOutcomes) => {
  const read = async (code: OrganisationCode): Promise<KnownAgency | null> => {
    const instance = routing.ofOrganisation(code)
    if (instance === null) return null
    const book = instance.agencies((stale) =>
      outcomes.noteStale({ source, instance: instance.name, ...stale }),
    )
    return (await outcomes.watch(source, instance.name, Promise.resolve(book))).named(code)
  }
  return new DataLoader<OrganisationCode, KnownAgency | null>((codes) => settled(codes.map(read)))
}

/** For one request. */
export const createLoaders = (deps: LoaderDeps, outcomes: SourceOutcomes): DossierLoaders => {
  const dossiers = createDossierLoader(deps, outcomes)
  const steps = createStepsLoader(deps, outcomes)
  const agencies = createAgencyLoader(deps, outcomes)
  const search = createSearch({ ...deps, outcomes, readPage: createPages(deps) })
  // Of a page hardly any row is asked for by its code: they are ordered by it only then.
  const pages: DossierPage['items'][] = []
  let byCode: ReadonlyMap<DossierCode, Dossier> | null = null
  const listed = (code: DossierCode): Dossier | undefined => {
    byCode ??= new Map(pages.flat().map(({ dossier }) => [dossier.code, dossier]))
    return byCode.get(code)
  }
  return {
    dossier: async (code) => listed(code) ?? dossiers.load(code),
    steps: (dossier) => steps.load(dossier),
    instanceOf: (code) => deps.routing.ofOrganisation(code)?.name ?? null,
    agency: (code) => agencies.load(code),
    search: (filter, page) =>
      follow(search(filter, page), (found) => {
        pages.push(found.items)
        byCode = null
        return found
      }),
  }
}
