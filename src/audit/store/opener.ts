import { migrate } from '../database/schema.ts'
import type { Database } from '../database/sql.ts'

/** Opens and makes ready once; tries anew where that failed. */
export const createOpener = (connect: () => Promise<Database>) => {
  let opened: Promise<Database> | null = null
  const open = async (): Promise<Database> => {
    const database = await connect()
    try {
      await migrate(database)
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }
  return {
    open: (): Promise<Database> => {
      opened ??= open().catch((error: unknown) => {
        opened = null
        throw error
      })
      return opened
    },
    close: async (): Promise<void> => (await opened?.catch(() => null))?.close(),
  }
}
