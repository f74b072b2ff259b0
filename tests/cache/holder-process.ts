import { createRows, personal, readerOf, startReplica } from './fixture.ts'

/** A replica that takes the leases of the keys it is given, and never gets an answer from its source. */
const [url = '', ...keys] = process.argv.slice(2)
const rows = createRows()
rows.hold()
const { cache } = await startReplica(url)
void readerOf(cache, personal, rows).each(...keys)
setInterval(() => {
  if (rows.asked.length === keys.length) process.send?.('held')
}, 5)
