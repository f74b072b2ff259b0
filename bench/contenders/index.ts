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

/** What is run: flags and file of Node, and the variables that are set for it. */
export interface Program {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export const gatewayProgram = (): Program => {
  const words = gatewayWords()
  const node = words.indexOf('node')
  if (node === -1) throw new Error('the script "gateway" does not start node')
  const variables = words.slice(0, node).map((word): [string, string] => {
    const at = word.indexOf('=')
    return [word.slice(0, at), word.slice(at + 1)]
  })
  return { args: words.slice(node + 1), env: Object.fromEntries(variables) }
}

/** The gateway over the bench's batch service, with the flags and variables of the real one. */
export const batchGatewayProgram = (): Program => {
  const { args, env } = gatewayProgram()
  const inPlace = (arg: string) =>
    arg === 'src/main.ts' ? 'bench/contenders/gateway-batch.ts' : arg
  return { args: args.map(inPlace), env }
}

/** The upstreams: those of today, or the batch service. */
export type Wiring = 'one-by-one' | 'batch'

/** How a contender is started. The others run with Node's defaults, which trade memory for speed. */
export const programOf = (name: ContenderName, wiring: Wiring): Program => {
  if (name !== 'gateway') return { args: [`bench/contenders/${name}.ts`], env: {} }
  return wiring === 'batch' ? batchGatewayProgram() : gatewayProgram()
}
