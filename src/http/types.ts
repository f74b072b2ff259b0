/** One request to an upstream, as a client describes it. */
export interface Outgoing {
  readonly method: 'GET' | 'POST'
  /** Path and query, appended to the upstream's base URL. */
  readonly path: string
  /** The path's template, for metrics: never holds an id. */
  readonly route: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether asking twice is harmless. Only such requests are retried; the national RPC reads by POST. */
  readonly idempotent: boolean
  /** Set by the deadline step. */
  readonly signal?: AbortSignal
}

export interface Incoming {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export type Send = (request: Outgoing) => Promise<Incoming>

/** Wraps the next sender: one concern, one file. */
export type Step = (next: Send) => Send

/** The keys every upstream has in the configuration file. Times in milliseconds, sizes in bytes. */
export interface Upstream {
  readonly source: string
  readonly instance: string | null
  readonly baseUrl: string
  /** Total time for one request, all attempts and the body included. */
  readonly deadlineMs: number
  readonly connections: number
  /** Requests under way at once, at most; left out: as many as there are connections. */
  readonly maxConcurrent?: number
  readonly maxResponseBytes: number
  /** Attempts in all for idempotent reads; 1 means no retry. */
  readonly attempts: number
}
