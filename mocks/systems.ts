import { createDossierSimulators, toInstanceSettings } from './dossiers/index.ts'
import { createPopulationSimulator, populationPaths, xRoadCredentials } from './population/index.ts'
import { createProceduresSimulator, demoAccount } from './procedures/index.ts'
import type { Simulator, SimulatorDeps } from './support/simulator.ts'

/** A simulated system with the gateway's settings for it. */
export interface System {
  /** The key of its settings in the gateway's configuration file. */
  readonly name: string
  /** How far its first port lies above the government's first. */
  readonly portOffset: number
  readonly simulators: readonly Simulator[]
  /** Its part of the configuration file; the addresses are those of the simulators, in their order. */
  readonly toSettings: (urls: readonly string[]) => unknown
}

const createPopulationSystem = (deps: SimulatorDeps): System => ({
  name: 'population',
  portOffset: 2,
  simulators: [createPopulationSimulator(deps)],
  toSettings: ([baseUrl]) => ({
    transport: 'x-road',
    baseUrl,
    path: populationPaths.xRoad,
    credentials: xRoadCredentials,
  }),
})

const createProceduresSystem = (deps: SimulatorDeps): System => ({
  name: 'procedures',
  portOffset: 3,
  simulators: [createProceduresSimulator(deps)],
  toSettings: ([baseUrl]) => ({ baseUrl, ...demoAccount }),
})

const createDossiersSystem = (deps: SimulatorDeps): System => ({
  name: 'dossiers',
  portOffset: 10,
  simulators: createDossierSimulators(deps),
  toSettings: (urls) =>
    deps.world.provinces.map((province, index) => toInstanceSettings(province, urls[index] ?? '')),
})

/** The register: one line per system. */
export const createSystems = (deps: SimulatorDeps): readonly System[] => [
  createPopulationSystem(deps),
  createProceduresSystem(deps),
  createDossiersSystem(deps),
]
