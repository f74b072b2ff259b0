import { readFileSync } from 'node:fs'

export const contenderNames = ['handwritten', 'gateway', 'apollo', 'mercurius'] as const
export type ContenderName = (typeof contenderNames)[number]

const packageFile = new URL('../../package.json', import.meta.url)

/** What `npm run gateway` runs, flags included: read from package.json, so that the two cannot drift apart. */
export const gatewayArgs = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const [program, ...args] = (scripts['gateway'] ?? '').split(' ')
  if (program !== 'node') throw new Error('the script "gateway" does not start with node')
  return args
}

/** The gateway over the bench's batch service, with the flags of the real one. */
export const batchGatewayArgs = (): readonly string[] =>
  gatewayArgs().map((arg) => (arg === 'src/main.ts' ? 'bench/contenders/gateway-batch.ts' : arg))

/** The upstreams: those of today, or the batch service. */
export type Wiring = 'one-by-one' | 'batch'

/** How a contender is started. The others run with Node's defaults, which trade memory for speed. */
export const argsOf = (name: ContenderName, wiring: Wiring): readonly string[] => {
  if (name !== 'gateway') return [`bench/contenders/${name}.ts`]
  return wiring === 'batch' ? batchGatewayArgs() : gatewayArgs()
}
