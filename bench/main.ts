import { startGovernment } from './government.ts'
import { help, type Options, parseOptions, UsageError } from './options.ts'
import { installPeers } from './peers.ts'
import { createReport, type Report } from './report.ts'
import { runStories } from './stories.ts'
import { toTable } from './table.ts'

const startedAt = performance.now()

/** Progress goes to standard error, so that standard output holds the figures alone. */
const say = (line: string): void => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.error(`[${seconds.padStart(3)} s] ${line}`)
}

const measure = async (options: Options): Promise<Report> => {
  await installPeers(say)
  say('starting the simulated government')
  const government = await startGovernment()
  try {
    return createReport(await runStories(options, government, say), new Date())
  } finally {
    await government.stop()
  }
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) console.log(help)
  else {
    const report = await measure(options)
    console.log(options.json ? JSON.stringify(report) : toTable(report))
  }
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${help}` : error)
  process.exitCode = 1
}
