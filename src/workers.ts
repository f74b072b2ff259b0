import cluster, { type Worker } from 'node:cluster'
import type { FastifyInstance } from 'fastify'
import { AggregatorRegistry } from 'prom-client'
import { createAdmin } from './server/admin.ts'
import { worstOf } from './server/health.ts'
import { askHealth } from './server/worker-health.ts'

/** How long a worker that ends by itself is left alone before another takes its place. */
const restartMs = 1_000

/** No worker could start; each has said why by itself. */
export class WorkersError extends Error {
  override readonly name = 'WorkersError'

  constructor() {
    super('No process could start. / Không tiến trình nào khởi động được.')
  }
}

interface WorkersOptions {
  readonly count: number
  readonly host: string
  readonly adminPort: number
}

/** Health and figures of all workers together: each of them would tell of itself alone. */
const createWorkersAdmin = (ready: ReadonlySet<Worker>, count: number): FastifyInstance => {
  const registry = new AggregatorRegistry()
  return createAdmin({
    isReady: () => ready.size > 0,
    async health() {
      const told = await Promise.all([...ready].map(askHealth))
      const healths = told.filter((health) => health !== null)
      const workers = { ready: ready.size, told: healths.length, count }
      return healths.length === 0 ? { workers } : { workers, ...worstOf(healths) }
    },
    metrics: () => registry.clusterMetrics(),
  })
}

const ended = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    if (worker.isDead()) resolve()
    else worker.once('exit', () => resolve())
  })

/**
 * Runs `count` processes on one port; the operating system's connections are dealt out by the primary. A worker that
 * dies is replaced. They share nothing but the port: without Redis each has a cache of its own.
 */
export const startWorkers = async ({ count, host, adminPort }: WorkersOptions) => {
  const ready = new Set<Worker>()
  const {
    promise: started,
    resolve: hasStarted,
    reject: hasFailed,
  } = Promise.withResolvers<undefined>()
  // A stop before anything is ready waits for nobody.
  started.catch(() => undefined)
  const running = new Set<Worker>()
  let isStopping = false

  const start = (): void => {
    if (isStopping) return
    const worker = cluster.fork()
    running.add(worker)
    worker.on('message', (message: unknown) => {
      if (message !== 'ready') return
      ready.add(worker)
      hasStarted(undefined)
    })
    worker.once('exit', () => {
      running.delete(worker)
      ready.delete(worker)
      // What keeps the first from starting keeps all of them; without effect once one has started.
      hasFailed(new WorkersError())
      if (!isStopping) setTimeout(start, restartMs)
    })
  }

  const admin = createWorkersAdmin(ready, count)
  await admin.listen({ host, port: adminPort })
  for (let place = 0; place < count; place += 1) start()

  return {
    /** Resolves once one is ready; rejects with a WorkersError where one ends before that. */
    started,
    stop: async (): Promise<void> => {
      isStopping = true
      const ending = [...running].map((worker) => {
        worker.kill('SIGTERM')
        return ended(worker)
      })
      await Promise.all(ending)
      await admin.close()
    },
  }
}
