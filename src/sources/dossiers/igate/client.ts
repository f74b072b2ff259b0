import type { z } from 'zod'
import { codeOfStatus } from '../../../domain/dossier-rules.ts'
import { createSend, readJson, type Incoming, type Upstream } from '../../../http/index.ts'
import { malformed, source, toListPage, toOnly } from '../decode.ts'
import type { Agency, ClientDeps, DialectClient, ListQuery } from '../dialect.ts'
import type { IgateSettings } from '../settings.ts'
import { toAgency, toDossier, toStep } from './decode.ts'
import { createBearer } from './token.ts'
import { igatePage, igateSlice, igateSteps } from './wire.ts'

type Params = Readonly<Record<string, string>>

/** Java's way with a zone, `+0000`, which is what the system itself writes. */
const toIso = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

const newestFirst = 'appliedDate,desc'

/** [ASSUMED] All of these but `code` are filters of ours; see the README. */
const toParams = (query: ListQuery): Params => {
  const { agency, procedure, status, applicantId, from, to } = query
  const statusCode = status === null ? null : codeOfStatus(status)
  return {
    ...(agency !== null && { 'agency-code': agency }),
    ...(procedure !== null && { 'procedure-code': procedure }),
    ...(statusCode !== null && { status: String(statusCode) }),
    ...(applicantId !== null && { 'identity-number': applicantId }),
    ...(from !== null && { 'applied-from': toIso(from) }),
    'applied-to': toIso(to),
  }
}

/** A dossier code is unique; the room is for rows that were not asked for. */
const lookupSize = 10
const agencyPageSize = 500
/** 10,000 agencies: twice what the largest province has, so that a list without an end is noticed. */
const maxAgencyPages = 20

const createCalls = (settings: IgateSettings, deps: ClientDeps) => {
  const upstream: Upstream = { ...settings, source, instance: settings.name }
  const token = createBearer(settings, upstream, deps.now)
  const gateway = createSend(upstream, token.step)

  const read = <S extends z.ZodType>(schema: S, incoming: Incoming): z.output<S> => {
    if (incoming.status !== 200) throw malformed(settings.name)
    const { data } = schema.safeParse(readJson(source, settings.name, incoming))
    if (data === undefined) throw malformed(settings.name)
    return data
  }
  const get = (path: string, route: string) =>
    gateway.send({ method: 'GET', path, route, idempotent: true })
  const getParams = (route: string, params: Params) =>
    get(`${route}?${new URLSearchParams(params).toString()}`, route)

  const close = async (): Promise<void> => {
    await Promise.all([gateway.close(), token.close()])
  }
  return { get, getParams, read, close }
}

const searchRoute = '/pa/dossier-search/dvc'

/** VNPT iGate 2: Keycloak token, REST, Spring pages. */
export const createIgateClient = (settings: IgateSettings, deps: ClientDeps): DialectClient => {
  const { get, getParams, read, close } = createCalls(settings, deps)
  const readDossier = toDossier(settings.name, deps.communeOf)

  const agencyPage = async (page: number) =>
    read(
      igateSlice,
      await getParams('/ba/agency', { page: String(page), size: String(agencyPageSize) }),
    )

  return {
    capabilities: new Set(['list', 'byApplicant', 'steps']),
    roots: [null],

    async dossier(code) {
      const params = { page: '0', size: String(lookupSize), spec: 'slice', code }
      const { content } = read(igateSlice, await getParams(searchRoute, params))
      return toOnly(code, content, readDossier, settings.name)
    },

    async steps(code) {
      const path = `/pa/dossier/${encodeURIComponent(code)}/--online-steps`
      const incoming = await get(path, '/pa/dossier/{code}/--online-steps')
      return incoming.status === 404 ? null : read(igateSteps, incoming).map(toStep)
    },

    async list(query, { number, size }) {
      const part = { page: String(number), size: String(size), spec: 'slice', sort: newestFirst }
      const { content, last } = read(
        igateSlice,
        await getParams(searchRoute, { ...part, ...toParams(query) }),
      )
      const answer = { rows: content, more: !last }
      return toListPage(answer, { query, size }, readDossier, settings.name)
    },

    async count(query) {
      const part = { page: '0', size: '1', spec: 'page', sort: newestFirst }
      const incoming = await getParams(searchRoute, { ...part, ...toParams(query) })
      return read(igatePage, incoming).totalElements
    },

    async agencies() {
      const found: Agency[] = []
      for (let page = 0; page < maxAgencyPages; page++) {
        const { content, last } = await agencyPage(page)
        found.push(...content.map(toAgency).filter((agency) => agency !== null))
        if (last) return found
      }
      throw malformed(settings.name)
    },

    close,
  }
}
