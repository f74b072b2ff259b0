import { request } from 'undici'
import type { WorldDossier } from '../../mocks/world/types.ts'
import type { Asking, Gateway } from './gateway.ts'

/** A clock that stands still until the test moves it. */
export const createClock = (start = '2026-11-18T09:00:00+07:00') => {
  let at = new Date(start)
  return {
    now: () => at,
    set: (moment: string | Date) => void (at = new Date(moment)),
    passMinutes: (minutes: number) => void (at = new Date(at.getTime() + minutes * 60_000)),
  }
}

export interface Person {
  readonly personalId: string
  readonly fullName: string
  readonly birthDate: string
}

export const births = '1.001193'
export const certifications = '2.000815'

/** People who can be looked up by what their dossiers and cards state. */
export const sandboxPerson = ({ world }: Gateway, index = 0): Person => {
  const { sandbox } = world
  const found = sandbox.people.filter(
    ({ personalId }) => world.personById(personalId)?.isProtected === false,
  )[index]
  if (!found) throw new Error('the sandbox names nobody')
  return found
}

const lookUp = `query ($match: CitizenMatch!) {
  citizen(match: $match) { __typename ... on Citizen { fullName permanentAddress { detail } } }
}`

/** An officer asks for somebody who stands at the counter. */
export const lookAt = async (
  gateway: Gateway,
  { personalId, fullName, birthDate }: Person,
  asking: Asking = {},
): Promise<void> => {
  const { body } = await gateway.query(lookUp, {
    as: 'officer',
    procedure: births,
    ...asking,
    variables: { match: { personalId, fullName, birthDate } },
  })
  const { __typename: type } = body.data.citizen
  if (type !== 'Citizen') throw new Error(`the look was answered with ${type}`)
}

/** Whether the register knows the applicant by what the dossier states. */
export const isMatchable = (
  { world }: Gateway,
  { applicant, applicantIndex }: WorldDossier,
): boolean => {
  const person = world.person(applicantIndex)
  return (
    applicant.number === person.personalId &&
    applicant.fullName.normalize('NFC') === person.fullName.normalize('NFC') &&
    applicant.birthDate === person.birthDate &&
    person.birthPrecision === 'DAY' &&
    !person.isProtected
  )
}

/** The open dossiers of the demonstration officer's unit whose applicants can be matched. */
export const openDossiers = (gateway: Gateway): readonly WorldDossier[] => {
  const { world } = gateway
  const { items } = world.dossiers({
    instance: 'ha-noi',
    organisation: world.demoOfficer.organisation.code,
    procedureCode: births,
    offset: 0,
    limit: 4_000,
  })
  return items.filter((one) => one.finishedAt === null && isMatchable(gateway, one))
}

/** An open dossier of the demonstration officer's unit, and its applicant. */
export const openDossier = (gateway: Gateway): { dossier: WorldDossier; person: Person } => {
  const dossier = openDossiers(gateway)[0]
  if (!dossier) throw new Error('the unit has no such dossier')
  return { dossier, person: gateway.world.person(dossier.applicantIndex) }
}

export interface UsageAnswer {
  readonly status: number
  readonly text: string
  readonly body: any // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** One call of the protocol; with `body` by POST. */
export const callUsage = async (
  { url }: Pick<Gateway, 'url'>,
  path: string,
  {
    token,
    body,
    headers = {},
  }: {
    readonly token?: string | undefined
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<UsageAnswer> => {
  const response = await request(`${url}/usage/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'accept-language': 'en',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.body.text()
  return { status: response.statusCode, text, body: JSON.parse(text) }
}
