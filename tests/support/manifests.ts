import { createHash } from 'node:crypto'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** As Apollo's build step writes it. */
export const apolloForm = (...texts: readonly string[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: texts.map((body) => ({ id: hashOf(body), name: 'Any', type: 'query', body })),
})

/** A directory of manifests; files are put in place as one, as a release does. */
export const createManifests = (files: Readonly<Record<string, unknown>> = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-documents-'))
  const put = (name: string, content: unknown): void => {
    const draft = join(directory, `.${name}.new`)
    writeFileSync(draft, typeof content === 'string' ? content : JSON.stringify(content))
    renameSync(draft, join(directory, name))
  }
  for (const [name, content] of Object.entries(files)) put(name, content)
  return { directory, put, remove: (name: string) => rmSync(join(directory, name)) }
}
