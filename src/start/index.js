// Loaded before the gateway (`node --import ./src/start/index.js src/main.ts`). Plain JavaScript, since loading a .ts file
// is what loads the compiler that is to be kept out. What each part saves: docs/decisions/0007-idle-memory.md.
import process from 'node:process'
import { compileAhead } from './compile-ahead.js'
import {
  collectOnceStarted,
  growByWhatIsAlive,
  leaveThreadsTheirBounds,
  staySmallUntilUsed,
} from './small-heap.js'

// Without it graphql-js looks for a second copy of itself at every value.
process.env.NODE_ENV ??= 'production'

// The cache is kept apart by V8's flags: opened before one of them is changed, it is the same for the process that fills it.
compileAhead(process.argv[1])
leaveThreadsTheirBounds()
staySmallUntilUsed(growByWhatIsAlive)
collectOnceStarted()
