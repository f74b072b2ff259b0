import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { identitySettings } from './access/identity.ts'
import { limitSettings } from './server/limits.ts'
import { sourceSettings } from './sources/index.ts'
import { logLevels } from './telemetry/log.ts'
import { type Env, isRecord, type Report, resolveSecrets } from './lib/secrets.ts'

const port = z.int().min(0).max(65_535)

const schema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: port.default(4000),
  adminPort: port.default(4001),
  logLevel: z.enum(logLevels).default('info'),
  introspection: z.boolean().default(false),
  cors: z.strictObject({ origins: z.array(z.url()).default([]) }).default({ origins: [] }),
  limits: limitSettings.prefault({}),
  identity: identitySettings,
  ...sourceSettings,
})
export type Config = z.infer<typeof schema>

/** The configuration cannot be used; the message lists every problem, and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

const overridePort = (
  raw: unknown,
  key: string,
  name: string,
  env: Env,
  report: Report,
): unknown => {
  const given = env[name]
  if (given === undefined || given === '' || !isRecord(raw)) return raw
  if (!/^\d{1,5}$/.test(given)) report([name], 'a port number is needed')
  return { ...raw, [key]: Number(given) }
}

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

/** Checks a configuration as read from its file; `PORT` and `ADMIN_PORT` override. Throws one ConfigError for all problems. */
export const checkConfig = (raw: unknown, env: Env = {}): Config => {
  const problems: string[] = []
  const report: Report = (path, problem) => problems.push(`${path.join('.')}: ${problem}`)
  const withPorts = overridePort(
    overridePort(raw, 'port', 'PORT', env, report),
    'adminPort',
    'ADMIN_PORT',
    env,
    report,
  )
  const parsed = schema.safeParse(resolveSecrets(withPorts, env, report))
  for (const issue of parsed.error?.issues ?? []) report(issue.path.map(String), issue.message)
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return freeze(parsed.data)
}

/** Reads the file that `GATEWAY_CONFIG` names (YAML or JSON) and checks it whole. */
export const readConfig = (env: Env): Config => {
  const path = env['GATEWAY_CONFIG']
  if (path === undefined || path === '')
    throw new ConfigError(['GATEWAY_CONFIG: names no configuration file'])
  let raw: unknown
  try {
    raw = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new ConfigError([
      `GATEWAY_CONFIG: ${missing ? 'the file does not exist' : 'the file cannot be read as YAML or JSON'}`,
    ])
  }
  return checkConfig(raw, env)
}
