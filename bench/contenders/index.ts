import { readFileSync } from 'node:fs'

export const contenderNames = ['handwritten', 'gateway', 'apollo'] as const
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

/** How each contender is started. The others run with Node's defaults, which trade memory for speed. */
export const contenders: Readonly<Record<ContenderName, () => readonly string[]>> = {
  handwritten: () => ['bench/contenders/handwritten.ts'],
  gateway: gatewayArgs,
  apollo: () => ['bench/contenders/apollo.ts'],
}
