import { afterAll, beforeAll, describe } from 'vitest'
import { missingPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts'
import { type Place, temporaryFolder } from './fixture.ts'

/** The same promises of both databases. */
export const onBothDatabases = (run: (newPlace: () => Promise<Place>) => void): void => {
  describe('in SQLite', () => {
    run(() => Promise.resolve({ directory: temporaryFolder() }))
  })

  describe.skipIf(missingPostgres !== null)('in PostgreSQL', () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres()
    })
    afterAll(() => server.stop())
    run(async () => ({ directory: temporaryFolder(), databaseUrl: await server.database() }))
  })
}
