import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { requestToken } from '../mocks/identity/request-token.ts'
import { firstMessage, stopChild } from './processes.ts'

const readySchema = z.object({
  gatewayConfig: z.record(z.string(), z.unknown()),
  adminUrl: z.url(),
  issuer: z.url(),
  communes: z.array(z.object({ code: z.string(), unit: z.string() })),
  batchUrl: z.url(),
  people: z.array(
    z.object({ personalId: z.string(), fullName: z.string(), birthDate: z.string() }),
  ),
  licensedProcedure: z.string(),
})
type Ready = z.infer<typeof readySchema>
export type Stranger = Ready['people'][number]
/** A commune and the agency whose officers work for it. */
export type Commune = Ready['communes'][number]

/** A question that one simulated system was asked. */
const entriesSchema = z.array(
  z.object({
    system: z.string(),
    instance: z.string().nullable(),
    operation: z.string(),
    keys: z.array(z.string()),
    at: z.coerce.date(),
  }),
)
export type Asked = z.infer<typeof entriesSchema>[number]

/** The simulated government in its own process, so that what it costs is on no contender's account. */
export interface Government {
  /** For the gateway's configuration file. */
  readonly gatewayConfig: Readonly<Record<string, unknown>>
  readonly issuer: string
  /** Communes with more than a page of dossiers, neighbours in different provinces. */
  readonly communes: readonly Commune[]
  /** The same records asked for by list: batch/service.ts. */
  readonly batchUrl: string
  /** People of whom no dossier of the stories tells. */
  readonly people: readonly Stranger[]
  /** A procedure that the population database answers for. */
  readonly licensedProcedure: string
  /** The token of an officer of this agency. */
  tokenOf(unit: string): Promise<string>
  /** From now on a system answers so much later than it would; 0: as ever. */
  slow(system: string, ms: number): Promise<void>
  forget(): Promise<void>
  asked(): Promise<readonly Asked[]>
  stop(): Promise<void>
}

const file = fileURLToPath(new URL('government-process.ts', import.meta.url))

export const startGovernment = async (): Promise<Government> => {
  const child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const stop = () => stopChild(child)
  try {
    const message = await firstMessage(child, 'the simulated government')
    const { adminUrl, ...ready } = readySchema.parse(message)
    return {
      ...ready,
      tokenOf: (unit) => requestToken(ready.issuer, 'officer', { unit }),
      async slow(system, ms) {
        const fault = { method: 'PUT', body: JSON.stringify({ kind: 'slow', ms }) }
        const response = await fetch(`${adminUrl}/faults/${system}`, {
          ...(ms === 0 ? { method: 'DELETE' } : fault),
          headers: { 'content-type': 'application/json' },
        })
        if (!response.ok) throw new Error(`${system} cannot be made slow`)
      },
      async forget() {
        await fetch(`${adminUrl}/journal`, { method: 'DELETE' })
      },
      asked: async () => entriesSchema.parse(await (await fetch(`${adminUrl}/journal`)).json()),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The request number is new in every call; without it two calls for one and the same thing read alike. */
const keyOf = ({ system, instance, operation, keys }: Omit<Asked, 'at'>): string =>
  [system, instance, operation, ...keys.filter((key) => !key.startsWith('MaYeuCau='))].join('\n')

export const distinctKeys = (asked: readonly Omit<Asked, 'at'>[]): ReadonlySet<string> =>
  new Set(asked.map(keyOf))
