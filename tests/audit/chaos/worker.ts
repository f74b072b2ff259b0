import { Worker, type WorkerOptions } from 'node:worker_threads'

/** What may befall the way to the audit's thread and the thread itself. */
export type ThreadFault =
  'hung' | 'mute' | 'slow' | 'late' | 'killed' | 'killed after the next write'

/** Of the time that a write may take. */
const delays: Partial<Record<ThreadFault, number>> = { slow: 0.2, late: 1.5 }

interface Rail {
  fault: ThreadFault | null
  readonly threads: Set<Worker>
  /** What is on its way and arrives only once the fault is over. */
  readonly held: (() => void)[]
}

const rails = new Map<string, Rail>()

const railOf = (file: string): Rail => {
  const rail = rails.get(file) ?? { fault: null, threads: new Set(), held: [] }
  rails.set(file, rail)
  return rail
}

interface Setup {
  readonly place: { readonly file: string }
  readonly writeTimeoutMs: number
}

interface Way extends Pick<Setup, 'writeTimeoutMs'> {
  readonly rail: Rail
}
/** Beside the objects: they hear events before they are made. */
const ways = new WeakMap<Worker, Way>()

/** A thread as Node starts it, but for what happens to messages to and from it. */
export class UnreliableWorker extends Worker {
  constructor(file: string | URL, options: WorkerOptions) {
    super(file, options)
    const { place, writeTimeoutMs } = options.workerData as Setup
    const rail = railOf(place.file)
    ways.set(this, { rail, writeTimeoutMs })
    rail.threads.add(this)
    this.once('exit', () => rail.threads.delete(this))
  }

  override postMessage(message: unknown): void {
    const send = () => super.postMessage(message)
    const way = ways.get(this)
    const fault = way?.rail.fault ?? null
    const delay = fault && delays[fault]
    if (way === undefined) send()
    else if (fault === 'killed') void this.terminate()
    else if (fault === 'hung') way.rail.held.push(send)
    else if (delay) setTimeout(send, delay * way.writeTimeoutMs)
    else send()
  }

  override emit(event: string, ...args: readonly unknown[]): boolean {
    const hear = () => super.emit(event, ...args)
    const rail = ways.get(this)?.rail
    if (event !== 'message' || rail === undefined) return hear()
    if (rail.fault === 'killed after the next write') {
      rail.fault = null
      void this.terminate()
      return true
    }
    if (rail.fault !== 'mute') return hear()
    rail.held.push(hear)
    return true
  }
}

export const breakThread = (file: string, fault: ThreadFault): void => {
  const rail = railOf(file)
  rail.fault = fault
  if (fault === 'killed') for (const thread of rail.threads) void thread.terminate()
}

export const mendThread = (file: string): void => {
  const rail = railOf(file)
  rail.fault = null
  for (const arrive of rail.held.splice(0)) arrive()
}
