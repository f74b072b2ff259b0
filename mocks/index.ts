import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdmin, type SystemAddress } from './admin/index.ts'
import { createIdentityProvider, type IdentityProvider } from './identity/index.ts'
import { demoProtectedKey } from './protected-key.ts'
import { createFaults, type Faults } from './support/faults.ts'
import { createJournal, type Journal } from './support/journal.ts'
import type { Listening } from './support/listen.ts'
import { serve, type SimulatorDeps } from './support/simulator.ts'
import { createSystems, type System } from './systems.ts'
import { createWorld } from './world/index.ts'
import type { World } from './world/types.ts'

export interface GovernmentOptions {
  /** The first of its ports, 4100 by default; 0 takes free ones for all. */
  readonly port?: number
  readonly seed?: number
  readonly now?: () => Date
}

export interface Government {
  readonly world: World
  readonly faults: Faults
  readonly journal: Journal
  readonly urls: {
    readonly admin: string
    readonly identity: string
    readonly systems: readonly SystemAddress[]
  }
  /** As the gateway reads it from its configuration file. */
  readonly gatewayConfig: Readonly<Record<string, unknown>>
  /** Stops everything at once and frees every port. */
  readonly close: () => Promise<void>
}

/** How far the identity provider's port lies above the first, which is the admin server's. */
const identityOffset = 1

/** The port at a distance from the first; free ports have no order. */
const portAt = (first: number, offset: number): number => (first === 0 ? 0 : first + offset)

interface Opened {
  readonly identity: IdentityProvider
  readonly systems: readonly (readonly [System, readonly SystemAddress[]])[]
}

const inPolicyFolder = (name: string): string =>
  fileURLToPath(new URL(`../policy/${name}`, import.meta.url))

const toGatewayConfig = ({ identity: { issuer, audience, jwksUri }, systems }: Opened) => ({
  port: 4000,
  adminPort: 4001,
  identity: { issuer, audience, jwksUri },
  cors: { origins: [] },
  introspection: true,
  // Of this government alone: what is recorded about invented persons ends with them.
  audit: { directory: join(tmpdir(), `lien-thong-audit-${randomUUID()}`) },
  access: {
    policy: inPolicyFolder('demonstration.yaml'),
    protectedPersons: {
      file: inPolicyFolder('demonstration-protected.jsonl'),
      key: demoProtectedKey,
    },
  },
  trustedDocuments: { adHoc: true },
  ...Object.fromEntries(
    systems.map(([{ name, toSettings }, addresses]) => [
      name,
      toSettings(addresses.map(({ url }) => url)),
    ]),
  ),
})

/** Opens servers and remembers them, so that all are closed together. */
const createHouse = () => {
  const opened: Listening[] = []
  return {
    open: async <T extends Listening>(opening: Promise<T>): Promise<T> => {
      const listening = await opening
      opened.push(listening)
      return listening
    },
    close: async () => {
      await Promise.all(opened.splice(0).map(({ close }) => close()))
    },
  }
}

type House = ReturnType<typeof createHouse>

const openSystem = async (
  house: House,
  { simulators, portOffset }: System,
  first: number,
  deps: SimulatorDeps,
): Promise<SystemAddress[]> => {
  const addresses: SystemAddress[] = []
  for (const [index, simulator] of simulators.entries()) {
    const port = portAt(first, portOffset + index)
    const { url } = await house.open(serve(simulator, { ...deps, port }))
    addresses.push({ system: simulator.system, instance: simulator.instance, url })
  }
  return addresses
}

const openAll = async (house: House, first: number, deps: SimulatorDeps) => {
  const identityPort = portAt(first, identityOffset)
  const identity = await house.open(
    createIdentityProvider({ world: deps.world, port: identityPort }),
  )
  const systems: [System, SystemAddress[]][] = []
  for (const system of createSystems(deps))
    systems.push([system, await openSystem(house, system, first, deps)])
  const gatewayConfig = toGatewayConfig({ identity, systems })
  const addresses = systems.flatMap(([, opened]) => opened)
  const admin = await house.open(createAdmin({ ...deps, systems: addresses, gatewayConfig }, first))
  return {
    urls: { admin: admin.url, identity: identity.issuer, systems: addresses },
    gatewayConfig,
  }
}

/**
 * Starts the simulated government on this machine: the admin server, the identity provider and every system.
 *
 * @throws Error `EADDRINUSE`, with its `port`, when a port is taken; then nothing is left open
 */
export const createGovernment = async (options: GovernmentOptions = {}): Promise<Government> => {
  const { port = 4100, ...worldOptions } = options
  const deps = {
    world: createWorld(worldOptions),
    faults: createFaults(),
    journal: createJournal(),
  }
  const house = createHouse()
  try {
    return { ...deps, ...(await openAll(house, port, deps)), close: house.close }
  } catch (error) {
    await house.close()
    throw error
  }
}
