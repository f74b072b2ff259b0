import { isRecord } from '../../lib/secrets.ts'
import type { AuditEvent, Intent, PurposeKind } from '../event.ts'
import { placeIn } from '../look-name.ts'
import type { Intake, Usage } from '../types.ts'
import type { EventGroup } from './groups.ts'

const lookOf = (event: AuditEvent) => {
  const place = placeIn(event.id)
  switch (event.kind) {
    case 'INTENT': {
      const { purpose, source, classes, followUp } = event
      return { place, purpose, source, classes, followUp }
    }
    case 'OUTCOME': {
      const { result, fields, sourceRequestId, cached } = event
      return { place, result, fields, sourceRequestId, cached }
    }
    case 'REFUSAL': {
      const { purpose, reason } = event
      return { place, purpose, reason }
    }
  }
}

/** What nobody has to search by, as it is sealed. */
export const bodyOf = (group: EventGroup): string => {
  const [first] = group
  const looks = group.map(lookOf)
  return JSON.stringify(first.kind === 'OUTCOME' ? { looks } : { asker: first.asker, looks })
}

export const intakeBodyOf = ({ asker, purpose }: Intent): string =>
  JSON.stringify({
    client: asker.client,
    officer: asker.officer,
    organisation: asker.organisation,
    procedure: purpose.procedure,
  })

type Content = Readonly<Record<string, unknown>>

const readObject = (body: string): Content => {
  const content: unknown = JSON.parse(body)
  if (!isRecord(content)) throw new TypeError('a sealed body is no object')
  return content
}

const objectIn = (content: Content, name: string): Content => {
  const value = content[name]
  return isRecord(value) ? value : {}
}

const textIn = (content: Content, name: string): string | null => {
  const value = content[name]
  return typeof value === 'string' ? value : null
}

const purposeKinds: readonly PurposeKind[] = ['DOSSIER', 'INTAKE', 'SELF']

/** Null where the record has no look of that place. One of the first form is a look by itself. */
const lookIn = (content: Content, place: number): Content | null => {
  const { looks } = content
  if (!Array.isArray(looks)) return content
  return looks.filter(isRecord).find((look) => look['place'] === place) ?? null
}

/** Only what the person may see: no officer, no dossier, nobody else. Null where nobody was looked at in that place. */
export const toUsage = (
  { at, place }: { readonly at: number; readonly place: number },
  intent: string,
  fields: Usage['fields'],
): Usage | null => {
  const content = readObject(intent)
  const look = lookIn(content, place)
  if (look === null) return null
  const asker = objectIn(content, 'asker')
  const purpose = objectIn(look, 'purpose')
  const kind = purposeKinds.find((known) => known === purpose['kind'])
  if (kind === undefined) throw new TypeError('a sealed intent has no purpose')
  return {
    at,
    purpose: kind,
    procedure: textIn(purpose, 'procedure'),
    organisation: textIn(asker, 'organisation'),
    client: textIn(asker, 'client') ?? '',
    source: textIn(look, 'source') ?? '',
    fields,
  }
}

/** Null where the record does not tell what became of that look. */
export const fieldsOfOutcome = (outcome: string, place: number): readonly string[] | null => {
  const look = lookIn(readObject(outcome), place)
  if (look === null) return null
  const { fields } = look
  return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : []
}

export const toIntake = (
  { id, at, deadlineAt }: Pick<Intake, 'id' | 'at' | 'deadlineAt'>,
  body: string,
): Intake => {
  const content = readObject(body)
  return {
    id,
    at,
    deadlineAt,
    client: textIn(content, 'client') ?? '',
    officer: textIn(content, 'officer'),
    organisation: textIn(content, 'organisation'),
    procedure: textIn(content, 'procedure'),
  }
}
