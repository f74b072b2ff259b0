import { randomUUID } from 'node:crypto'
import { createAcknowledgements } from './acknowledgements.ts'
import { createAnnouncements, parseMessage } from './announcements.ts'
import type { RedisAddress } from './address.ts'
import { connectListener, type Client } from './connect.ts'
import { createListeners } from './listeners.ts'
import type { Shards } from './shards.ts'
import { subscribe } from './subscription.ts'
import { createTrust } from './trust.ts'
import type { SharedStore } from './types.ts'
import { raiseVersions } from './versions.ts'

/** A silent replica may measure time a little slower than the one that waits for it. */
const patience = 1.25
const beatsPerTrust = 5

const ignore = (): void => {
  // A beat or a confirmation that is lost costs time, and those who wait for it know how much.
}

type Drops = Pick<SharedStore, 'drop' | 'onDrop' | 'isLive' | 'close'>

/**
 * Drops across replicas. Whoever announces waits until all known replicas have confirmed; one that stays silent has lost
 * the right to serve from its memory after `trustMs`, for it has heard no beat of its own that was sent after the announcement.
 */
export const createDrops = (
  client: Client,
  shards: Shards,
  address: RedisAddress,
  trustMs: number,
): Drops => {
  const id = randomUUID()
  const listeners = createListeners()
  const trust = createTrust(trustMs, () => listeners.tell(null))
  const announcements = createAnnouncements(client, shards, {
    id,
    database: address.database,
    trustMs,
  })
  const acknowledgements = createAcknowledgements()
  let lastHeardMs = performance.now()

  const hear = (text: string): void => {
    const message = parseMessage(text)
    lastHeardMs = performance.now()
    if (message?.kind === 'beat') trust.heardBeat(message.beat, message.position)
    if (message?.kind === 'done') acknowledgements.add(message.drop, message.replica)
    if (message?.kind !== 'drop') return
    if (trust.heardDrop(message.position)) listeners.tell(message.notice.tags)
    announcements.confirm(message.notice).catch(ignore)
  }
  const beat = (): void => {
    trust.check()
    announcements.beat(trust.sending()).catch(ignore)
    if (performance.now() - lastHeardMs > 2 * trustMs) {
      lastHeardMs = performance.now()
      subscription.reset()
    }
  }
  const subscription = subscribe({
    open: () => connectListener(client, address),
    channels: announcements.channels,
    onMessage: (_channel, text) => hear(text),
    onBroken: () => trust.broken(),
    onListening: beat,
  })
  const timer = setInterval(beat, trustMs / beatsPerTrust).unref()

  return {
    onDrop: (listener) => listeners.add(listener),
    isLive: () => trust.isLive(),
    async drop(tags) {
      listeners.tell(tags)
      await raiseVersions(client, shards, tags)
      const drop = randomUUID()
      acknowledgements.expect(drop)
      const { knownForMs, replicas } = await announcements.drop({ drop, from: id, tags: [...tags] })
      const waitMs = trustMs * patience
      // A server that lost its data has yet to hear from the replicas that trust it.
      await acknowledgements.all(drop, replicas, waitMs, knownForMs < waitMs)
    },
    async close() {
      clearInterval(timer)
      trust.broken()
      subscription.close()
      await announcements.leave().catch(ignore)
    },
  }
}
