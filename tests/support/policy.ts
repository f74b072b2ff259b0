import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { fieldClasses } from '../../src/access/policy/types.ts'

interface Changeable {
  readonly grants: readonly Record<string, unknown>[]
  readonly fields: readonly Record<string, unknown>[]
  readonly procedures: readonly Record<string, unknown>[]
  readonly [part: string]: unknown
}

/** A file that says what the demonstration's policy says but for the parts that `change` gives. */
export const changedPolicy = (
  change: (policy: Changeable) => Readonly<Record<string, unknown>>,
): string => {
  const demonstration = new URL('../../policy/demonstration.yaml', import.meta.url)
  const policy = parse(readFileSync(demonstration, 'utf8')) as Changeable
  const path = join(mkdtempSync(join(tmpdir(), 'lien-thong-policy-')), 'policy.json')
  writeFileSync(path, JSON.stringify({ ...policy, ...change(policy) }))
  return path
}

/** Every class for every licensed procedure, to the counter. */
export const generousPolicy = (): string =>
  changedPolicy(({ grants, fields }) => ({
    grants: grants.map((grant) =>
      grant['client'] === 'officer' ? { ...grant, classes: fieldClasses } : grant,
    ),
    fields: fields.map((field) => ({ ...field, classes: fieldClasses })),
  }))

/** One procedure more is licensed, and every commune competent for all. */
export const laxPolicy = (procedure: string): string =>
  changedPolicy(({ procedures }) => ({
    competence: [1, 2, 3, 4, 5, 6, 7, 8].map((body) => ({ code: `Z0${body}`, unit: 'COMMUNE' })),
    procedures: [...procedures, { code: procedure, licensed: true }],
  }))
