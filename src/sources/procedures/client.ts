import { z } from 'zod'
import type { ProcedureCode } from '../../domain/ids.ts'
import type { Named, ProcedureDetails, ProcedureSummary } from '../../domain/procedure.ts'
import { publishAlarm } from '../../lib/channels.ts'
import type { Alarm } from '../../lib/channels.ts'
import { toAgency, toDetails, toField, toSummary } from './decode.ts'
import { createRpc, malformed, source } from './rpc.ts'
import type { Rpc } from './rpc.ts'
import type { ProceduresSettings } from './settings.ts'
import { wireAgency, wireField, wireProcedure, wireSummary } from './wire.ts'

export interface Client {
  /** The whole catalogue in one answer, one row a code. */
  list(): Promise<readonly ProcedureSummary[]>
  /** One procedure's tree; null where the system holds none of that code. */
  details(code: ProcedureCode): Promise<ProcedureDetails | null>
  fields(): Promise<readonly Named[]>
  agencies(): Promise<readonly Named[]>
  close(): Promise<void>
}

const alarm = (kind: Alarm['kind']): void => publishAlarm({ kind, source, instance: null })

const readRows = <Row extends z.ZodType>(row: Row, result: unknown): readonly z.infer<Row>[] => {
  const rows = z.array(row).safeParse(result)
  if (!rows.success) throw malformed()
  return rows.data
}

/** A catalogue that is suddenly empty is an outage: read as an absence it would say of every code that it is unknown. */
const notEmpty = <T>(rows: readonly T[]): readonly T[] => {
  if (rows.length === 0) throw malformed()
  return rows
}

const readList = (result: unknown): readonly ProcedureSummary[] => {
  const found = new Map<ProcedureCode, ProcedureSummary>()
  const isLevelUnknown = { some: false }
  for (const row of readRows(wireSummary, result)) {
    const summary = toSummary(row)
    if (summary === null) continue
    if (summary.onlineLevel === 'UNKNOWN' && row.MUCDO !== null) isLevelUnknown.some = true
    const known = found.get(summary.code)
    // Names differ where a local copy of a national procedure was renamed: the first row is kept.
    if (known === undefined) found.set(summary.code, summary)
    else if (known.name !== summary.name) alarm('CONFLICTING_ROWS')
  }
  if (isLevelUnknown.some) alarm('UNKNOWN_ENUM')
  return notEmpty([...found.values()])
}

/** Matched by the code in the body: an answer about another procedure is never passed on as this one. */
const readDetails = (code: ProcedureCode, result: unknown): ProcedureDetails | null => {
  const rows = readRows(wireProcedure, result).map(toDetails)
  if (rows.length === 0) return null
  const asked = rows.filter((row) => row?.code === code)
  if (asked.length < rows.length) alarm('UNASKED_ROW')
  if (asked.length > 1) alarm('CONFLICTING_ROWS')
  const details = asked[0]
  if (details == null || asked.length > 1) throw malformed()
  if (details.channels.some(({ channel }) => channel === 'UNKNOWN')) alarm('UNKNOWN_ENUM')
  return details
}

const share = (rpc: Rpc, service: string): Promise<unknown> =>
  rpc.call({ path: 'sharePath', service })

/** The questions that the catalogue answers; it caches nothing. */
export const createClient = (settings: ProceduresSettings): Client => {
  const rpc = createRpc(settings)
  return {
    list: async () => readList(await share(rpc, 'LayDanhSachTTHC')),
    async details(code) {
      const call = {
        path: 'integrationPath',
        service: 'LayThuTuc',
        params: { maTTHC: code },
      } as const
      return readDetails(code, await rpc.call(call))
    },
    async fields() {
      return notEmpty(readRows(wireField, await share(rpc, 'LayDanhMucLinhVuc')).flatMap(toField))
    },
    async agencies() {
      return notEmpty(readRows(wireAgency, await share(rpc, 'LayDanhMucCoQuan')).flatMap(toAgency))
    },
    close: () => rpc.close(),
  }
}
