import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { until } from '../support/redis.ts'
import { onBothDatabases } from './places.ts'
import { startWriter } from './processes.ts'
import { unrecorded } from './raw.ts'
import { verified } from './verified.ts'

onBothDatabases((newPlace) => {
  test('two processes write one store, each a chain of its own, and neither is lost', async () => {
    const place = await newPlace()
    const writers = await Promise.all([startWriter(place), startWriter(place)])
    await until(() => writers.every(({ ids }) => ids().length >= 40))
    await Promise.all(writers.map(({ kill }) => kill()))
    for (const { ids } of writers) expect(await unrecorded(place, ids())).toEqual([])
    expect(await verified(place)).toMatchObject({ findings: [], chains: 2 })
  })

  test('a process that is killed at any moment loses nothing that it was told is durable', async () => {
    const place = await newPlace()
    const acknowledged: string[] = []
    for (const pauseMs of [3, 37, 111]) {
      const { kill, ids } = await startWriter(place)
      await until(() => ids().length >= 5)
      await sleep(pauseMs)
      await kill()
      acknowledged.push(...ids())
    }
    expect(await unrecorded(place, acknowledged)).toEqual([])
    expect(await verified(place)).toMatchObject({ findings: [], chains: 3 })
  })
})
