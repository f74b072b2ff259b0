import process from 'node:process'

// Loaded into a measured server before its own code, so that every contender is asked in the same way and none has to
// know of it. Plain JavaScript, so that it does not itself load the compiler that strips types.
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())
process.channel?.unref()
