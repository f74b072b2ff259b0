import { http, HttpResponse, type RequestHandler } from 'msw'
import { parseDateTime, toInstant } from '../../src/domain/dates.ts'
import type { SimulatorContext } from '../support/simulator.ts'
import type { DossierQuery, WorldDossier, WorldProvince } from '../world/types.ts'
import { toIgateAgency, toIgateDossier, toIgateStep } from './igate-records.ts'
import { token, tokenLifeSeconds, type Igate } from './igate-token.ts'
import { spoil } from './spoil.ts'
import { createTickets } from './tickets.ts'

const maxPageSize = 500

const unauthorised = () =>
  HttpResponse.json(
    { error: 'invalid_token', error_description: 'Token is not active' },
    { status: 401, headers: { 'www-authenticate': 'Bearer realm="digo", error="invalid_token"' } },
  )

const badRequest = (parameter: string) =>
  HttpResponse.json(
    {
      status: 400,
      error: 'Bad Request',
      message: `Required parameter '${parameter}' is not valid`,
    },
    { status: 400 },
  )

/** Whether the caller's token is good; the fault ends all tokens as a restart of Keycloak does. */
const isLetIn = ({ context, tickets }: Igate, request: Request): boolean => {
  if (context.fault()?.kind === 'expired-session') tickets.revokeAll()
  return tickets.isValid(request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '')
}

/** Spring's two ways of answering a list: a page counts, a slice does not. */
const toSpring = (
  content: readonly unknown[],
  { total, page, size }: { readonly total: number; readonly page: number; readonly size: number },
  spec: string,
) => {
  const last = (page + 1) * size >= total
  const slice = {
    content,
    number: page,
    size,
    numberOfElements: content.length,
    first: page === 0,
    last,
    empty: content.length === 0,
  }
  return spec === 'page'
    ? { ...slice, totalElements: total, totalPages: Math.ceil(total / size) }
    : slice
}

const readPart = (params: URLSearchParams) => {
  const page = Number(params.get('page') ?? 0)
  const size = Number(params.get('size') ?? 20)
  const isGood =
    Number.isInteger(page) && page >= 0 && Number.isInteger(size) && size > 0 && size <= maxPageSize
  return isGood ? { page, size } : null
}

const moment = (text: string | null): Date | undefined => {
  const read = text === null ? null : parseDateTime(text)
  return read === null ? undefined : toInstant(read)
}

const toQuery = (instance: string, params: URLSearchParams) => {
  const given = (name: string) => params.get(name) ?? undefined
  const [organisation, procedureCode, applicantNumber] = [
    given('agency-code'),
    given('procedure-code'),
    given('identity-number'),
  ]
  const [from, to] = [moment(params.get('applied-from')), moment(params.get('applied-to'))]
  const status = given('status')
  return {
    instance,
    ...(organisation !== undefined && { organisation }),
    ...(procedureCode !== undefined && { procedureCode }),
    ...(applicantNumber !== undefined && { applicantNumber }),
    ...(status !== undefined && { status: Number(status) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  } satisfies Partial<DossierQuery>
}

const find = (
  { province, context }: Igate,
  params: URLSearchParams,
  { page, size }: { readonly page: number; readonly size: number },
  uncounted: boolean,
): { readonly items: readonly WorldDossier[]; readonly total: number } => {
  const code = params.get('code')
  if (code === null)
    return context.world.dossiers({
      ...toQuery(province.instance, params),
      offset: page * size,
      limit: size,
      uncounted,
    })
  const dossier = context.world.dossier(code)
  const items = dossier?.instance === province.instance ? [dossier] : []
  return { items, total: items.length }
}

const keyParams = ['code', 'agency-code', 'procedure-code', 'identity-number']

const search = (igate: Igate) =>
  http.get('*/pa/dossier-search/dvc', ({ request }) => {
    const { province, context } = igate
    const params = new URL(request.url).searchParams
    const spec = params.get('spec') ?? 'slice'
    const keys = keyParams.flatMap((name) => params.get(name) ?? [])
    context.journal({ operation: spec === 'page' ? 'search-page' : 'search', keys })
    if (!isLetIn(igate, request)) return unauthorised()
    const part = readPart(params)
    if (part === null) return badRequest('size')
    if (params.get('code') === null && params.get('sort') !== 'appliedDate,desc')
      return badRequest('sort')
    const { items, total } = find(igate, params, part, spec !== 'page')
    const rows = spoil(items, context.fault(), context.world, province.instance)
    return HttpResponse.json(toSpring(rows.map(toIgateDossier), { total, ...part }, spec))
  })

const steps = (igate: Igate) =>
  http.get('*/pa/dossier/:code/--online-steps', ({ request, params }) => {
    const { province, context } = igate
    const code = String(params['code'])
    context.journal({ operation: 'online-steps', keys: [code] })
    if (!isLetIn(igate, request)) return unauthorised()
    const dossier = context.world.dossier(code)
    if (dossier?.instance !== province.instance)
      return HttpResponse.json({ status: 404, error: 'Not Found' }, { status: 404 })
    return HttpResponse.json(dossier.steps.map(toIgateStep))
  })

const agencies = (igate: Igate) =>
  http.get('*/ba/agency', ({ request }) => {
    const { province, context } = igate
    context.journal({ operation: 'agency', keys: [] })
    if (!isLetIn(igate, request)) return unauthorised()
    const part = readPart(new URL(request.url).searchParams)
    if (part === null) return badRequest('size')
    const all = context.world.agencies(province.instance)
    const content = all.slice(part.page * part.size, (part.page + 1) * part.size)
    return HttpResponse.json(
      toSpring(content.map(toIgateAgency), { total: all.length, ...part }, 'page'),
    )
  })

/** VNPT iGate 2, with its Keycloak beside it. The filters, the steps and the agency list are [ASSUMED]. */
export const igateHandlers = (
  province: WorldProvince,
  context: SimulatorContext,
): RequestHandler[] => {
  const tickets = createTickets(() => context.world.now(), tokenLifeSeconds * 1000)
  const igate: Igate = { province, context, tickets }
  return [token(igate), search(igate), steps(igate), agencies(igate)]
}
