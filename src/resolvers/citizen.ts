import type { DenialReason } from '../domain/citizen.ts'
import { maskPersonalId } from '../domain/ids.ts'
import type {
  AccessDeniedResolvers,
  AddressResolvers,
  CitizenResolvers,
  NotFoundResolvers,
  NotMatchableResolvers,
  QueryResolvers,
  RelativeResolvers,
  SourceUnavailableResolvers,
} from '../generated/schema.ts'
import { toCitizenMatch, toCitizenMatches, toPage } from './inputs.ts'
import {
  denialMessages,
  notFoundMessage,
  notMatchableMessage,
  unavailableMessage,
} from './messages.ts'
import { lookUpCitizen } from './person.ts'
import { candidatesFor, communeFor } from './places.ts'

export const Query: Pick<QueryResolvers, 'citizen' | 'citizens'> = {
  citizen: (_, { match }, context) => lookUpCitizen(toCitizenMatch(match), context),
  citizens: (_, { matches }, context) =>
    toCitizenMatches(matches).map((match) => lookUpCitizen(match, context)),
}

const alive = { ALIVE: true, DEAD: false, MISSING: null, UNKNOWN: null } as const

export const Citizen: Partial<CitizenResolvers> = {
  personalId: ({ record, rights }) => (rights.personalId === 'FULL' ? record.personalId : null),
  oldCardNumber: ({ record, rights }) =>
    rights.personalId === 'FULL' ? record.oldCardNumber : null,
  personalIdMasked: ({ record: { personalId } }) =>
    personalId === null ? null : maskPersonalId(personalId),
  alive: ({ record }) => alive[record.lifeStatus],
  dossiers: ({ record }, page, context) => {
    const applicantId = record.personalId ?? record.oldCardNumber
    return applicantId === null
      ? null
      : context.sources.dossiers.search({ applicantId }, toPage(page, context))
  },
}

export const Relative: Partial<RelativeResolvers> = {
  relationship: ({ relationship }) => relationship,
}

export const Address: Partial<AddressResolvers> = {
  rawCommuneCode: ({ communeCode }) => communeCode,
  rawProvinceCode: ({ provinceCode }) => provinceCode,
  commune: ({ communeCode }, _, context) => communeFor(communeCode, context),
  candidates: ({ communeCode }, _, context) => candidatesFor(communeCode, context),
}

export const NotFound: Partial<NotFoundResolvers> = {
  message: (_, __, { language }) => notFoundMessage[language],
}

export const NotMatchable: Partial<NotMatchableResolvers> = {
  message: (_, __, { language }) => notMatchableMessage[language],
}

const passing: readonly DenialReason[] = ['QUOTA_SUBJECTS_EXCEEDED', 'AUDIT_UNAVAILABLE']

export const AccessDenied: Partial<AccessDeniedResolvers> = {
  retryable: ({ reason }) => passing.includes(reason),
  message: ({ reason }, _, { language }) => denialMessages[reason][language],
}

export const SourceUnavailable: Partial<SourceUnavailableResolvers> = {
  message: (_, __, { language }) => unavailableMessage[language],
}
