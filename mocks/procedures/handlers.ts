import { http } from 'msw'
import type { RequestHandler } from 'msw'
import type { SimulatorContext } from '../support/exchange.ts'
import type { Fault } from '../support/faults.ts'
import { answer, integrationServices, shareServices } from './services.ts'
import type { Rows } from './services.ts'
import type { Sessions } from './sessions.ts'

/** The account that the simulated adapter knows; invented. */
export const demoAccount = {
  username: 'lien-thong',
  password: 'mat-khau-thu-nghiem',
  dstcode: 'VN:GOV:G22:dvcqg',
  madonvi: 'H26',
} as const

type Body = Readonly<Record<string, unknown>>

/** Always HTTP 200: what went wrong is told by the body. */
const reply = (body: Body): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  })

/** The endpoint of the catalogues writes its code as text, that of the details as a number. */
type Code = (code: number) => number | string

const sessionEnded = (code: Code): Response =>
  reply({ error_code: code(1), message: 'Phiên làm việc không tồn tại hoặc đã hết hạn' })

const refused = (code: Code, message: string): Response => reply({ error_code: code(-1), message })

const succeeded = (code: Code, result: Rows): Response =>
  reply({ error_code: code(0), message: 'Thành công', result })

const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readBody = async (request: Request): Promise<Body | null> => {
  const body: unknown = await request.json().catch(() => null)
  return isRecord(body) ? body : null
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

interface Simulated {
  readonly context: SimulatorContext
  readonly sessions: Sessions
  /** The fault to play on a call, if it is one that a call can play. */
  readonly takeFault: () => Fault['kind'] | undefined
}

const login =
  ({ context, sessions }: Simulated) =>
  async ({ request }: { request: Request }): Promise<Response> => {
    context.journal({ operation: 'login', keys: [] })
    const body = await readBody(request)
    const isKnown =
      request.headers.get('dstcode') === demoAccount.dstcode &&
      body?.['username'] === demoAccount.username &&
      body['password'] === demoAccount.password
    if (!isKnown) return reply({ error_code: 1, message: 'Sai tài khoản hoặc mật khẩu' })
    return reply({ error_code: 0, session: sessions.open() })
  }

/** What is wrong with a call before its service is looked at; null where nothing is. */
const refusalOf = (request: Request, body: Body, sessions: Sessions, code: Code) => {
  if (request.headers.get('dstcode') !== demoAccount.dstcode)
    return refused(code, 'Không tìm thấy thành viên nhận')
  if (!sessions.use(body['session'])) return sessionEnded(code)
  return body['madonvi'] === demoAccount.madonvi ? null : refused(code, 'Mã đơn vị không hợp lệ')
}

const call =
  ({ context, sessions, takeFault }: Simulated, services: readonly string[], code: Code) =>
  async ({ request }: { request: Request }): Promise<Response> => {
    const body = (await readBody(request)) ?? {}
    const service = textOf(body['service']) ?? ''
    // Case matters to the real system; both spellings are in use.
    const asked = textOf(body['maTTHC'] ?? body['MaTTHC'])
    context.journal({ operation: service, keys: asked === null ? [] : [asked] })
    const kind = takeFault()
    if (kind === 'expired-session') sessions.endAll()
    const refusal = refusalOf(request, body, sessions, code)
    if (refusal !== null) return refusal
    const isServed = services.includes(service)
    const rows = isServed ? answer({ service, code: asked }, context.world, kind) : null
    return rows === null ? refused(code, 'Dịch vụ không tồn tại') : succeeded(code, rows)
  }

export const createHandlers = (simulated: Simulated): RequestHandler[] => [
  http.post('/auth', login(simulated)),
  http.post(
    '/share',
    call(simulated, shareServices, (code) => (code === 0 ? '00' : String(code))),
  ),
  http.post('/integration', call(simulated, integrationServices, Number)),
]
