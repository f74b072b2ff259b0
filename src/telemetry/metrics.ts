import cluster from 'node:cluster'
import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Histogram,
  Registry,
} from 'prom-client'
import { onAlarm, onCacheEvent, onCall, type UpstreamCall } from '../lib/channels.ts'
import { type CacheFigures, measureCache } from './cache-metrics.ts'

export interface Metrics {
  text(): Promise<string>
  /** How the last call to each system ended. */
  sources(): Readonly<Record<string, UpstreamCall['outcome']>>
  /** Reads a cache's figures whenever the metrics are read. */
  watchCache(figures: () => readonly CacheFigures[]): void
  close(): void
}

/** Of several workers on one port the primary asks each for its figures. */
const answerPrimary = (registry: Registry): void => {
  if (!cluster.isWorker) return
  AggregatorRegistry.setRegistries(registry)
  new AggregatorRegistry()
}

/** Counts what lower layers publish. Labels are systems, instances, route templates and outcomes: bounded, and no ids. */
export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  answerPrimary(registry)
  const calls = new Histogram({
    name: 'lien_thong_upstream_duration_seconds',
    help: 'Time of one call to an upstream system, retries included.',
    labelNames: ['source', 'instance', 'route', 'outcome'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const alarms = new Counter({
    name: 'lien_thong_alarms_total',
    help: 'Answers that an operator must look at, such as one about another person.',
    labelNames: ['kind', 'source', 'instance'],
    registers: [registry],
  })
  const cacheEvents = new Counter({
    name: 'lien_thong_cache_events_total',
    help: 'What happened to the cache: entries tampered with, unknown keys, a shared store lost and found.',
    labelNames: ['kind'],
    registers: [registry],
  })
  const last = new Map<string, UpstreamCall['outcome']>()
  const unsubscribe = [
    onCall(({ source, instance, route, outcome, durationMs }) => {
      calls.observe({ source, instance: instance ?? '', route, outcome }, durationMs / 1000)
      last.set(instance === null ? source : `${source}/${instance}`, outcome)
    }),
    onCacheEvent(({ kind, count }) => cacheEvents.inc({ kind }, count)),
    onAlarm(({ kind, source, instance }) => alarms.inc({ kind, source, instance: instance ?? '' })),
  ]
  return {
    text: () => registry.metrics(),
    watchCache: (figures) => measureCache(registry, figures),
    sources: () => Object.fromEntries(last),
    close: () => {
      for (const stop of unsubscribe) stop()
      registry.clear()
    },
  }
}
