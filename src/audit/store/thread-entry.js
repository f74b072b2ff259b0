import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'

// Each thread opens the cache for itself, and before its first .ts file: otherwise that file loads the compiler of types,
// which stays in memory (20 MB). See docs/decisions/0007-idle-memory.md.
if (workerData.compileCache !== undefined) enableCompileCache(workerData.compileCache)
await import('./thread.ts')
