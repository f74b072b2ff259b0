import { toDateTime, toWireTimestamp } from '../../../domain/dates.ts'
import { codeOfStatus } from '../../../domain/dossier-rules.ts'
import { publishAlarm } from '../../../lib/channels.ts'
import { malformed, source, toListPage, toOnly } from '../decode.ts'
import type { ClientDeps, DialectClient, ListQuery } from '../dialect.ts'
import type { PacketSettings } from '../settings.ts'
import { toAgency, toDossier, toStep } from './decode.ts'
import { createRpc } from './rpc.ts'

const secondMs = 1000

/** The packet knows whole seconds: a window is narrowed to the seconds that lie in it. */
const toTimestamp = (ms: number): string => toWireTimestamp(toDateTime(new Date(ms)))
const firstSecond = (ms: number): string => toTimestamp(Math.ceil(ms / secondMs) * secondMs)

/** [ASSUMED] `madonvi` here means the agency asked about, and those under it. Empty text is no filter. */
const toParams = (query: ListQuery) => {
  const { agency, procedure, status, applicantId, from, to } = query
  const statusCode = status === null ? null : codeOfStatus(status)
  return {
    ...(agency !== null && { madonvi: agency }),
    tungay: from === null ? '' : firstSecond(from),
    denngay: toTimestamp(to),
    maTTHC: procedure ?? '',
    trangThai: statusCode === null ? '' : String(statusCode),
    soDinhDanh: applicantId ?? '',
  }
}

/** Pages are numbered from 1. */
const toPart = (number: number, size: number) => ({
  trang: String(number + 1),
  sobanghi: String(size),
})

const toTotal = (tongso: string | null): number | null =>
  tongso !== null && /^\d{1,9}$/.test(tongso) ? Number(tongso) : null

/** The national dossier packet over session RPC. */
export const createPacketClient = (settings: PacketSettings, deps: ClientDeps): DialectClient => {
  const rpc = createRpc(settings)
  const { call } = rpc
  const readDossier = toDossier(settings.name, deps.communeOf)

  const listCall = async (query: ListQuery, number: number, size: number) => {
    const params = { ...toParams(query), ...toPart(number, size) }
    const answer = await call('LayDanhSachHoSo', params)
    return { rows: answer?.result ?? [], total: answer === null ? 0 : toTotal(answer.tongso) }
  }

  return {
    capabilities: new Set(['list', 'byApplicant', 'steps', 'fees']),
    roots: settings.organisationPrefixes,

    async dossier(code) {
      const answer = await call('TraCuuHoSo', { mahoso: code })
      if (answer === null) return null
      // Absence is told by the message: success without a dossier contradicts itself.
      if (answer.result.length === 0) throw malformed(settings.name)
      return toOnly(code, answer.result, readDossier, settings.name)
    },

    async steps(code) {
      const answer = await call('LayTienTrinh', { mahoso: code })
      if (answer === null) return null
      const read = answer.result.map(toStep).filter((step) => step !== null)
      const asked = read.filter(({ dossier }) => dossier === code)
      if (asked.length < read.length)
        publishAlarm({ kind: 'UNASKED_ROW', source, instance: settings.name })
      const isUnreadable = read.length < answer.result.length
      if (isUnreadable || (asked.length === 0 && read.length > 0)) throw malformed(settings.name)
      return asked.map(({ step }) => step)
    },

    async list(query, { number, size }) {
      const { rows, total } = await listCall(query, number, size)
      // Without a total a full page is taken to have a successor.
      const more = total === null ? rows.length >= size : (number + 1) * size < total
      return toListPage({ rows, more }, { query, size }, readDossier, settings.name)
    },

    async count(query) {
      return (await listCall(query, 0, 1)).total
    },

    async agencies() {
      const answer = await call('LayDanhMucCoQuan', {})
      return (answer?.result ?? []).map(toAgency).filter((agency) => agency !== null)
    },

    close: () => rpc.close(),
  }
}
