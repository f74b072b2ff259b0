import { migrate } from '../database/schema.ts'
import type { Database } from '../database/sql.ts'

/** Opens and makes ready once; anew where that failed, or where what is open is of no more use. */
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
  const openAnew = async (database: Database): Promise<Database> => {
    await database.close().catch(() => undefined)
    return open()
  }
  const keep = (opening: Promise<Database>): Promise<Database> => {
    opened = opening.catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
  return {
    open: async (): Promise<Database> => {
      const last = opened
      if (last === null) return keep(open())
      const database = await last
      if (database.isSound()) return database
      // Of all who find it so the first opens another.
      return opened === last ? keep(openAnew(database)) : (opened ?? keep(open()))
    },
    close: async (): Promise<void> => (await opened?.catch(() => null))?.close(),
  }
}
