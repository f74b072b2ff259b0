import type { Client } from './connect.ts'
import { mastersOf } from './connect.ts'
import { type Shards, versionKeyOf } from './shards.ts'
import { StoreUnavailable } from './errors.ts'

const raiseScript = `#!lua flags=allow-oom
for _, key in ipairs(KEYS) do redis.call('INCR', key) end`

/** How long the copy that takes over after a failover may need to confirm. Nobody reads over the connection meanwhile. */
const copyTimeoutMs = 40

const hasCopy = (role: readonly unknown[]): boolean => Array.isArray(role[2]) && role[2].length > 0

/** Raises the version of each tag. Rejects unless every one is raised, and known to a copy wherever there is one. */
export const raiseVersions = async (
  client: Client,
  shards: Shards,
  tags: readonly string[],
): Promise<void> => {
  const masters = mastersOf(client)
  const keys = [...new Map(tags.map(versionKeyOf).map((key) => [key.key, key])).values()]
  const raised = await shards.ask(keys, async (asked) => {
    await client.eval(raiseScript, asked.length, ...asked.map(({ key }) => key))
    return asked
  })
  if (raised.includes(undefined)) throw new StoreUnavailable()
  await shards.askCommon(() =>
    Promise.all(
      masters.map(async (master) => {
        if (hasCopy(await master.role()) && (await master.wait(1, copyTimeoutMs)) < 1)
          throw new Error('no copy has confirmed')
      }),
    ),
  )
}
