import { auditSettings, openAudit } from '../../src/audit/index.ts'
import { intent, newId } from './look.ts'

/** Records one look after another until it is killed, and says the id of each as soon as it is told that it is durable. */
const [, , directory = '', databaseUrl] = process.argv
const audit = await openAudit(
  auditSettings.parse({
    directory,
    ...(databaseUrl && { databaseUrl }),
    checkpointRecords: 7,
    writeTimeoutMs: 900,
  }),
)
console.log('open')
for (;;) {
  const id = newId()
  try {
    await audit.record([intent({ id })])
    console.log(id)
  } catch {
    console.log('refused')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
