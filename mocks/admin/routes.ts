import { z } from 'zod'
import { decode, json, page, Refusal, type Answer } from './answer.ts'
import { faultSchema, toFault } from './fault-schema.ts'
import { renderPage } from './page.ts'
import { toSandbox } from './sandbox.ts'
import type { AdminDeps } from './types.ts'

interface AdminRequest {
  readonly method: string
  readonly url: URL
  readonly body: Buffer
}

type Route = (deps: AdminDeps, request: AdminRequest) => Answer

const part = (value: string | null): string | undefined =>
  value === null || value === '' ? undefined : value

const readJournal: Route = ({ journal }, { url: { searchParams } }) =>
  json(200, journal.entries(part(searchParams.get('system')), part(searchParams.get('instance'))))

const clearJournal: Route = ({ journal }, { url: { searchParams } }) => {
  journal.clear(part(searchParams.get('system')), part(searchParams.get('instance')))
  return json(200, { cleared: true })
}

/** The system and instance named by the path, if they exist: a typo must not look like a fault that does nothing. */
const faultTarget = ({ systems }: AdminDeps, { url }: AdminRequest) => {
  const [, , system = '', instance] = url.pathname.split('/')
  const known = systems.filter((address) => address.system === system)
  if (known.length === 0) throw new Refusal(404, 'No such system', 'system')
  if (instance !== undefined && !known.some((address) => address.instance === instance))
    throw new Refusal(404, 'No such instance', 'instance')
  return { system, instance: instance ?? null }
}

const setFault: Route = (deps, request) => {
  const { system, instance } = faultTarget(deps, request)
  const fault = toFault(decode(faultSchema, request.body))
  deps.faults.set(system, instance, fault)
  return json(200, { system, instance, fault })
}

const clearFault: Route = (deps, request) => {
  const { system, instance } = faultTarget(deps, request)
  deps.faults.set(system, instance, null)
  return json(200, { system, instance, fault: null })
}

const arrivalsSchema = z.strictObject({
  instance: z.string(),
  organisation: z.string(),
  count: z.int().min(1).max(1_000),
})

const arrive: Route = ({ world }, { body }) => {
  const { instance, organisation, count } = decode(arrivalsSchema, body)
  if (!world.provinces.some((province) => province.instance === instance))
    throw new Refusal(400, 'No such instance', 'instance')
  if (!world.agencies(instance).some(({ code }) => code === organisation))
    throw new Refusal(400, 'No such organisation in this instance', 'organisation')
  const codes = world.receive(instance, organisation, count).map(({ code }) => code)
  return json(201, { instance, organisation, codes })
}

const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ['GET', /^\/$/, (deps, { url }) => page(renderPage(deps, url.origin))],
  ['GET', /^\/sandbox\.json$/, ({ world }) => json(200, toSandbox(world))],
  ['GET', /^\/gateway-config\.json$/, ({ gatewayConfig }) => json(200, gatewayConfig)],
  ['GET', /^\/journal$/, readJournal],
  ['DELETE', /^\/journal$/, clearJournal],
  ['GET', /^\/faults$/, ({ faults }) => json(200, faults.list())],
  ['PUT', /^\/faults(\/[^/]+){1,2}$/, setFault],
  ['DELETE', /^\/faults(\/[^/]+){1,2}$/, clearFault],
  [
    'DELETE',
    /^\/faults$/,
    ({ faults }) => {
      faults.clear()
      return json(200, [])
    },
  ],
  ['POST', /^\/arrivals$/, arrive],
]

/**
 * Answers one request.
 *
 * @throws Refusal for what cannot be followed
 */
export const route = (deps: AdminDeps, request: AdminRequest): Answer => {
  const onPath = routes.filter(([, path]) => path.test(request.url.pathname))
  if (onPath.length === 0) throw new Refusal(404, 'No such page')
  const found = onPath.find(([method]) => method === request.method)
  if (found === undefined) throw new Refusal(405, 'This page does not know that method')
  return found[2](deps, request)
}
