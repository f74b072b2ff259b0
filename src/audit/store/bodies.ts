import { isRecord } from '../../lib/secrets.ts'
import type { AuditEvent, Intent, PurposeKind } from '../event.ts'
import type { Intake, Usage } from '../types.ts'

/** What nobody has to search by, as it is sealed. */
export const bodyOf = (event: AuditEvent): string => {
  switch (event.kind) {
    case 'INTENT': {
      const { asker, purpose, source, classes, followUp } = event
      return JSON.stringify({ asker, purpose, source, classes, followUp })
    }
    case 'OUTCOME': {
      const { result, fields, sourceRequestId, cached } = event
      return JSON.stringify({ result, fields, sourceRequestId, cached })
    }
    case 'REFUSAL': {
      const { asker, purpose, reason } = event
      return JSON.stringify({ asker, purpose, reason })
    }
  }
}

export const intakeBodyOf = ({ asker, purpose }: Intent): string =>
  JSON.stringify({
    client: asker.client,
    officer: asker.officer,
    organisation: asker.organisation,
    procedure: purpose.procedure,
  })

const readObject = (body: string): Readonly<Record<string, unknown>> => {
  const content: unknown = JSON.parse(body)
  if (!isRecord(content)) throw new TypeError('a sealed body is no object')
  return content
}

const objectIn = (content: Readonly<Record<string, unknown>>, name: string) => {
  const value = content[name]
  return isRecord(value) ? value : {}
}

const textIn = (content: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = content[name]
  return typeof value === 'string' ? value : null
}

const purposeKinds: readonly PurposeKind[] = ['DOSSIER', 'INTAKE', 'SELF']

/** Only what the person may see: no officer, no dossier, nobody else. */
export const toUsage = (at: number, intent: string, fields: Usage['fields']): Usage => {
  const content = readObject(intent)
  const asker = objectIn(content, 'asker')
  const purpose = objectIn(content, 'purpose')
  const kind = purposeKinds.find((known) => known === purpose['kind'])
  if (kind === undefined) throw new TypeError('a sealed intent has no purpose')
  return {
    at,
    purpose: kind,
    procedure: textIn(purpose, 'procedure'),
    organisation: textIn(asker, 'organisation'),
    client: textIn(asker, 'client') ?? '',
    source: textIn(content, 'source') ?? '',
    fields,
  }
}

export const fieldsOfOutcome = (outcome: string): readonly string[] => {
  const { fields } = readObject(outcome)
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
