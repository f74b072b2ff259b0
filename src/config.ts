import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { accessSettings } from './access/index.ts'
import { followUpSettings } from './access/follow-up.ts'
import { identitySettings } from './access/identity.ts'
import { auditSettings, overrideAudit } from './audit/index.ts'
import { cacheSettings, overrideCache } from './cache/index.ts'
import { executorSetting } from './server/graphql.ts'
import { limitSettings } from './server/limits.ts'
import { readyAnswerSettings } from './server/ready-answers.ts'
import { tlsSettings } from './server/tls.ts'
import { trustedDocumentSettings } from './server/trusted-documents/index.ts'
import { usageSettings } from './server/usage/settings.ts'
import { sourceSettings } from './sources/index.ts'
import { logLevels } from './telemetry/log.ts'
import { hasCode } from './lib/error-code.ts'
import { type Env, isRecord, type Report, resolveSecrets } from './lib/secrets.ts'

const port = z.int().min(0).max(65_535)

/** Browsers compare origins as text, so that a path or a slash at the end would never match. */
const origin = z.url().refine((url) => URL.parse(url)?.origin === url, {
  error: 'an origin is needed, such as https://dashboard.example, with nothing after the host',
})

const file = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: port.default(4000),
  adminPort: port.default(4001),
  /** Processes on the one port; each has a memory of its own. */
  workers: z.int().min(1).max(64).default(1),
  logLevel: z.enum(logLevels).default('info'),
  introspection: z.boolean().default(false),
  executor: executorSetting,
  cors: z.strictObject({ origins: z.array(origin).default([]) }).default({ origins: [] }),
  limits: limitSettings.prefault({}),
  readyAnswers: readyAnswerSettings.prefault({}),
  trustedDocuments: trustedDocumentSettings.prefault({}),
  identity: identitySettings,
  access: accessSettings.optional(),
  audit: auditSettings.prefault({}),
  followUp: followUpSettings.prefault({}),
  usage: usageSettings.prefault({}),
  tls: tlsSettings.optional(),
  cache: cacheSettings.prefault({}),
  ...sourceSettings,
})

/** Where only bound tokens are good, there has to be a way to show what they are bound to. */
const canShowCertificates = ({ identity, tls }: z.infer<typeof file>): boolean =>
  identity.certificateBound === 'optional' ||
  tls?.clientCa !== undefined ||
  identity.clientCertificateHeader !== undefined
const nobodyCan = {
  path: ['identity', 'certificateBound'],
  error: 'needs tls.clientCa or identity.clientCertificateHeader: nobody could show a certificate',
}

/** Workers are replicas of one machine: each that cannot count with the others takes its own part of what a contract allows. */
const schema = file.refine(canShowCertificates, nobodyCan).transform((config) => {
  const { workers, population } = config
  return { ...config, population: { ...population, replicas: population.replicas * workers } }
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

/** The keys that a variable of the environment overrides, all of them whole numbers. */
const overrides = { port: 'PORT', adminPort: 'ADMIN_PORT', workers: 'WORKERS' } as const

const override = (raw: unknown, env: Env, report: Report): unknown => {
  if (!isRecord(raw)) return raw
  const given = Object.entries(overrides).flatMap(([key, name]) => {
    const value = env[name]
    if (value === undefined || value === '') return []
    if (/^\d{1,5}$/.test(value)) return [[key, Number(value)] as const]
    report([name], 'a whole number is needed')
    return []
  })
  return { ...raw, ...Object.fromEntries(given) }
}

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

/** Checks a configuration as read from its file; `PORT`, `ADMIN_PORT`, `WORKERS`, `REDIS_URL`, `CACHE_KEY_RING` and `AUDIT_DATABASE_URL` override. Throws one ConfigError for all problems. */
export const checkConfig = (raw: unknown, env: Env = {}): Config => {
  const problems: string[] = []
  const report: Report = (path, problem) =>
    problems.push(`${path.join('.') || 'the file'}: ${problem}`)
  const overridden = overrideAudit(overrideCache(override(raw, env, report), env), env)
  const parsed = schema.safeParse(resolveSecrets(overridden, env, report))
  for (const issue of parsed.error?.issues ?? []) report(issue.path.map(String), issue.message)
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return freeze(parsed.data)
}

const readFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const isMissing = hasCode(error, 'ENOENT')
    throw new ConfigError([
      `GATEWAY_CONFIG: the file ${isMissing ? 'does not exist' : 'cannot be read'}`,
    ])
  }
}

/** The parser's own texts quote the line that is wrong, secrets and all: only its number is told. */
const parseFile = (text: string): unknown => {
  const document = parseDocument(text)
  const problems = [...document.errors, ...document.warnings].map(
    ({ linePos }) => `GATEWAY_CONFIG: neither YAML nor JSON at line ${linePos?.[0].line ?? 1}`,
  )
  if (problems.length > 0) throw new ConfigError(problems)
  try {
    return document.toJS()
  } catch {
    throw new ConfigError(['GATEWAY_CONFIG: an alias (*name) stands for nothing'])
  }
}

/** Reads the file that `GATEWAY_CONFIG` names (YAML or JSON) and checks it whole. */
export const readConfig = (env: Env): Config => {
  const path = env['GATEWAY_CONFIG']
  if (path === undefined || path === '')
    throw new ConfigError(['GATEWAY_CONFIG: names no configuration file'])
  return checkConfig(parseFile(readFile(path)), env)
}
