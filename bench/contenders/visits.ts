import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { createIdentify } from '../../src/access/identity.ts'
import { openAccess } from '../../src/access/index.ts'
import { rules } from '../../src/access/rules.ts'
import { createContext } from '../../src/server/context.ts'
import type { Service, Visit } from './service.ts'
import { openOrSilence } from './silent-audit.ts'
import { createUpstreams } from './upstreams.ts'

/**
 * The duties that all contenders share with the gateway, done by its own functions: who asks is verified, why is judged,
 * and every look is in an audit log before anything is asked and after the answer has left.
 */
export const openVisits = async ({ config, http }: Service) => {
  const now = () => new Date()
  const audit = await openOrSilence(config.audit, { now })
  const access = openAccess(config.access, { audit, now })
  const upstreams = createUpstreams(config, (citizen) => access.isHidden(citizen))
  const identify = createIdentify(config.identity)
  const { sources } = upstreams
  const maxPage = config.limits.page
  const create = createContext({ identify, sources, access, now, maxPage })
  const visits = new WeakMap<FastifyRequest, Visit>()
  http.addHook('onResponse', (request, _, done) => {
    visits.get(request)?.ledger.close(true)
    done()
  })
  http.addHook('onClose', () => audit.close())
  return {
    upstreams,
    open: async (request: FastifyRequest): Promise<Visit> => {
      const startedAt = performance.now()
      const visit = { ...(await create(request)), startedAt }
      visits.set(request, visit)
      return visit
    },
  }
}

/** By which the record of a look names the document. */
export const operationOf = (document: string): string =>
  createHash('sha256').update(document).digest('hex')

/** The rule on `Query.dossiers`, checked by the gateway's own function. */
export const assertStaff = (visit: Visit): void => {
  const reason = rules.STAFF(visit)
  if (reason !== null) throw new Error(reason)
}
