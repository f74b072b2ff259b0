import { readFileSync } from 'node:fs'

export const contenderNames = ['handwritten', 'gateway', 'apollo', 'mercurius'] as const
export type ContenderName = (typeof contenderNames)[number]

const packageFile = new URL('../../package.json', import.meta.url)

/** What `npm run gateway` runs: read from package.json, so that the two cannot drift apart. */
const gatewayWords = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  return (scripts['gateway'] ?? '').split(' ')
}

/** Flags and file. */
export const gatewayArgs = (): readonly string[] => {
  const words = gatewayWords()
  const program = words.indexOf('node')
  if (program === -1) throw new Error('the script "gateway" does not start node')
  return words.slice(program + 1)
}

/** The variables that it sets. */
export const gatewayEnv = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    gatewayWords()
      .slice(0, gatewayWords().indexOf('node'))
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )

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
