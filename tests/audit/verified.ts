import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAnchors } from '../../scripts/audit-verify/anchors.ts'
import { readPublicKeys } from '../../scripts/audit-verify/records.ts'
import { openPostgres, openSqlite } from '../../scripts/audit-verify/source.ts'
import { type Report, verify } from '../../scripts/audit-verify/verify.ts'
import type { Place } from './fixture.ts'

/** What the verifier says of a store. */
export const verified = async (
  { directory, databaseUrl }: Place,
  hasAnchors = true,
): Promise<Report> => {
  const keys = readPublicKeys([readFileSync(join(directory, 'signing-key.pub.pem'), 'utf8')])
  const anchors = await readAnchors(hasAnchors ? [join(directory, 'anchors.jsonl')] : [], keys)
  const source =
    databaseUrl === undefined
      ? openSqlite(join(directory, 'audit.sqlite'))
      : await openPostgres(databaseUrl)
  try {
    return await verify({ source, anchors, keys })
  } finally {
    await source.close()
  }
}
