import { createGovernment } from '../mocks/index.ts'
import type { World } from '../mocks/world/types.ts'
import { startBatchService } from './batch/service.ts'

/** More than the longest page of a story, so that every page is full and a next one exists. */
const enough = 1_200

const isBusy = (world: World, instance: string, organisation: string): boolean =>
  world.dossiers({ instance, organisation, to: startOfToday(), offset: 0, limit: 0 }).total >=
  enough

const dayMs = 86_400_000

/** Midnight in Viet Nam: what is received from now on must not make two contenders' answers differ. */
const startOfToday = (): Date => {
  const shift = 7 * 3_600_000
  return new Date(Math.floor((Date.now() + shift) / dayMs) * dayMs - shift)
}

const busyCommunes = (world: World, instance: string): readonly string[] => [
  ...new Set(
    world
      .agencies(instance)
      .filter(({ code, communeCode }) => communeCode !== null && isBusy(world, instance, code))
      .map(({ communeCode }) => communeCode ?? ''),
  ),
]

/** One commune of each province in turn: every installation, and so both dialects, gets its share of any stretch. */
const interleaved = (lists: readonly (readonly string[])[]): readonly string[] => {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, place) =>
    lists.flatMap((list) => list[place] ?? []),
  ).flat()
}

/** More than all stories together ask for, each once. */
const peopleNeeded = 4_000

/** People whom nobody else asks for, spread over the country, with what they are matched by. */
const strangers = (world: World) =>
  Array.from({ length: peopleNeeded }, (_, place) =>
    world.person(1_000 + place * Math.floor(world.populationSize / (peopleNeeded + 1))),
  )
    .filter(({ birthPrecision }) => birthPrecision === 'DAY')
    .map(({ personalId, fullName, birthDate }) => ({ personalId, fullName, birthDate }))

const government = await createGovernment({ port: 0 })
const { world, gatewayConfig, urls } = government
const batchUrl = await startBatchService(government)
const stop = (): void => void government.close().then(() => process.exit())
process.once('SIGTERM', stop).once('disconnect', stop)
process.send?.({
  gatewayConfig,
  batchUrl,
  adminUrl: urls.admin,
  issuer: urls.identity,
  communes: interleaved(world.provinces.map(({ instance }) => busyCommunes(world, instance))),
  people: strangers(world),
  licensedProcedure: world.procedures.find(({ licensed }) => licensed)?.code,
})
