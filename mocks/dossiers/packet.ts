import { http, HttpResponse, type RequestHandler } from 'msw'
import { parseDateTime, toInstant } from '../../src/domain/dates.ts'
import type { SimulatorContext } from '../support/simulator.ts'
import type { WorldDossier, WorldProvince } from '../world/types.ts'
import { packetAccount } from './accounts.ts'
import { toCoQuan, toHoSo, toTienTrinh } from './packet-records.ts'
import { spoil } from './spoil.ts'
import { createTickets, type Tickets } from './tickets.ts'

const sessionLifeMs = 30 * 60_000
const maxRows = 500

interface Packet {
  readonly province: WorldProvince
  readonly context: SimulatorContext
  readonly tickets: Tickets
}

/** Every parameter is text; one that is left out is empty. */
type Params = Readonly<Record<string, string>>

const failed = (error_code: string, message: string) =>
  HttpResponse.json({ error_code, message, result: '' })

const done = (result: readonly unknown[], more: Readonly<Record<string, string>> = {}) =>
  HttpResponse.json({ error_code: '0', message: 'Thành công', result, ...more })

const readParams = async (request: Request): Promise<Params> => {
  const body: unknown = await request.json().catch(() => null)
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  )
}

const isForUs = (request: Request, destination: string): boolean =>
  request.headers.get('dstcode') === destination &&
  request.headers.get('charset') === 'utf-8' &&
  request.headers.get('content-type') === 'application/json'

const login = ({ province, context, tickets }: Packet) => {
  const { username, password, destination } = packetAccount(province)
  return http.post('*/auth', async ({ request }) => {
    context.journal({ operation: 'login', keys: [] })
    const params = await readParams(request)
    if (!isForUs(request, destination)) return failed('-1', 'Mã đơn vị nhận không hợp lệ')
    if (params['username'] !== username || params['password'] !== password)
      return failed('-1', 'Sai tên đăng nhập hoặc mật khẩu')
    // A number here and text everywhere else, as seen.
    return HttpResponse.json({ error_code: 0, session: tickets.issue() })
  })
}

const moment = (text: string | undefined): Date | undefined => {
  const read = parseDateTime(text ?? '')
  return read === null ? undefined : toInstant(read)
}

/** The second that is named ends with its last millisecond. */
const endOfSecond = (date: Date): Date => new Date(date.getTime() + 999)

const toQuery = (instance: string, params: Params) => {
  const given = (name: string): string | undefined => params[name] || undefined
  const [procedureCode, status, applicantNumber] = [
    given('maTTHC'),
    given('trangThai'),
    given('soDinhDanh'),
  ]
  const [from, to] = [moment(params['tungay']), moment(params['denngay'])]
  return {
    instance,
    organisation: params['madonvi'] ?? '',
    ...(procedureCode !== undefined && { procedureCode }),
    ...(status !== undefined && { status: Number(status) }),
    ...(applicantNumber !== undefined && { applicantNumber }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to: endOfSecond(to) }),
  }
}

const keysOf = (params: Params): readonly string[] =>
  ['mahoso', 'madonvi', 'maTTHC', 'soDinhDanh']
    .filter((name) => name !== 'madonvi' || params['service'] === 'LayDanhSachHoSo')
    .flatMap((name) => params[name] || [])

const spoiled = ({ context, province }: Packet, rows: readonly WorldDossier[]) =>
  spoil(rows, context.fault(), context.world, province.instance).map(toHoSo)

const list = (packet: Packet, params: Params) => {
  const { province, context } = packet
  const [page, limit] = [Number(params['trang']), Number(params['sobanghi'])]
  const isGood = Number.isInteger(page) && page >= 1 && limit >= 1 && limit <= maxRows
  if (!isGood) return failed('-3', 'Tham số phân trang không hợp lệ')
  const offset = (page - 1) * limit
  const query = { ...toQuery(province.instance, params), offset, limit }
  const { items, total } = context.world.dossiers(query)
  return done(spoiled(packet, items), { tongso: String(total) })
}

const ownDossier = ({ province, context }: Packet, code: string): WorldDossier | null => {
  const dossier = context.world.dossier(code)
  return dossier?.instance === province.instance ? dossier : null
}

const services: Readonly<Record<string, (packet: Packet, params: Params) => Response>> = {
  LayDanhSachHoSo: list,
  TraCuuHoSo(packet, params) {
    const dossier = ownDossier(packet, params['mahoso'] ?? '')
    return dossier === null ? failed('0', 'Không tìm thấy hồ sơ') : done(spoiled(packet, [dossier]))
  },
  LayTienTrinh(packet, params) {
    const dossier = ownDossier(packet, params['mahoso'] ?? '')
    return dossier === null
      ? failed('0', 'Không tìm thấy hồ sơ')
      : done(dossier.steps.map((step) => toTienTrinh(dossier.code, step)))
  },
  LayDanhMucCoQuan: ({ province, context }) =>
    done(context.world.agencies(province.instance).map(toCoQuan)),
}

const answer = (packet: Packet, params: Params): Response => {
  const { province, context, tickets } = packet
  if (context.fault()?.kind === 'expired-session') tickets.revokeAll()
  if (!tickets.isValid(params['session'] ?? ''))
    return failed('-3', 'Session không tồn tại hoặc đã hết hạn')
  const isOurs = province.organisationPrefixes.some((prefix) =>
    `${params['madonvi'] ?? ''}.`.startsWith(`${prefix}.`),
  )
  if (!isOurs) return failed('-1', 'Đơn vị không có quyền truy cập')
  const service = services[params['service'] ?? '']
  return service === undefined ? failed('-1', 'Dịch vụ không tồn tại') : service(packet, params)
}

const integration = (packet: Packet) => {
  const { destination } = packetAccount(packet.province)
  return http.post('*/integration', async ({ request }) => {
    const params = await readParams(request)
    packet.context.journal({ operation: params['service'] ?? '', keys: keysOf(params) })
    return isForUs(request, destination)
      ? answer(packet, params)
      : failed('-1', 'Mã đơn vị nhận không hợp lệ')
  })
}

/**
 * The national dossier packet over session RPC. `LayDanhSachHoSo`, `LayTienTrinh` and the wording of the messages about
 * sessions are [ASSUMED].
 */
export const packetHandlers = (
  province: WorldProvince,
  context: SimulatorContext,
): RequestHandler[] => {
  const tickets = createTickets(() => context.world.now(), sessionLifeMs)
  const packet: Packet = { province, context, tickets }
  return [login(packet), integration(packet)]
}
