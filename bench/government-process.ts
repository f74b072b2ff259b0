import { createGovernment } from '../mocks/index.ts'
import type { World } from '../mocks/world/types.ts'
import { startBatchService } from './batch/service.ts'
import type { Commune } from './government.ts'

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

/** Each with the agency that receives its dossiers: the lowest, where a commune has several. */
const busyCommunes = (world: World, instance: string): readonly Commune[] => {
  const units = new Map<string, string>()
  for (const { code, communeCode } of world.agencies(instance))
    if (communeCode !== null && isBusy(world, instance, code)) units.set(communeCode, code)
  return [...units].map(([code, unit]) => ({ code, unit }))
}

/** One commune of each province in turn: every installation, and so both dialects, gets its share of any stretch. */
const interleaved = <T>(lists: readonly (readonly T[])[]): readonly T[] => {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, place) =>
    lists.flatMap((list) => list.slice(place, place + 1)),
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
