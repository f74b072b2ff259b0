import { statusOfCode } from '../../src/domain/dossier-rules.ts'
import type { Applicants } from './applicants.ts'
import { toOfficeHours } from './calendar.ts'
import type { Cohorts } from './cohorts.ts'
import type { Filing, Happening } from './lifecycle.ts'
import { lifeOf, settledAfterMs, settledStatus, statusAt } from './lifecycle.ts'
import type { Names } from './names.ts'
import type { Officers } from './officers.ts'
import type { People } from './people.ts'
import type { ProcedureOf } from './procedure-choice.ts'
import { createWeighted, isOneOf, pick } from './random.ts'
import { salts } from './salts.ts'
import type { Slot, Slots } from './slots.ts'
import { statement } from './statements.ts'
import type { WorldDossier, WorldProcedure, WorldStep } from './types.ts'

/** A dossier that exists: its slot and the moment of its receipt (Unix milliseconds). */
export interface Received {
  readonly slot: Slot
  readonly receivedAt: number
}

export interface DossierParts {
  readonly slots: Slots
  readonly cohorts: Cohorts
  readonly people: People
  readonly names: Names
  readonly applicants: Applicants
  readonly officers: Officers
  readonly procedures: readonly WorldProcedure[]
  readonly procedureOf: ProcedureOf
}

export interface Records {
  build(received: Received, now: number): WorldDossier
  status(received: Received, now: number): number
}

const channelOf = createWeighted<WorldDossier['channel']>([
  [1, 45],
  [2, 47],
  [3, 8],
])
/** One in twenty has no due date; the gateway computes it. */
const noDueDatePerMillion = 50_000

const contents: Readonly<Record<number, string>> = {
  1: 'Công dân nộp hồ sơ trực tuyến',
  2: 'Tiếp nhận hồ sơ',
  3: 'Từ chối tiếp nhận hồ sơ',
  4: 'Chuyển xử lý hồ sơ',
  5: 'Yêu cầu công dân bổ sung giấy tờ',
  6: 'Yêu cầu công dân thực hiện nghĩa vụ tài chính',
  7: 'Công dân rút hồ sơ',
  8: 'Dừng xử lý hồ sơ',
  9: 'Đã xử lý xong',
  10: 'Đã trả kết quả cho công dân',
}
const pausing = [5, 6]
const ending = [3, 7, 8, 9, 10]

const pausesOf = (happenings: readonly Happening[]): WorldDossier['supplements'] =>
  happenings.flatMap(({ at, status }, order) => {
    const next = happenings[order + 1]
    return pausing.includes(status)
      ? [{ from: new Date(at), until: next ? new Date(next.at) : null }]
      : []
  })

/** A citizen's delay moves the due date by as much, once it is over, and on to when the office is open. */
const dueAt = (due: number, pauses: WorldDossier['supplements']): Date =>
  pauses.reduce(
    (at, { from, until }) =>
      until === null
        ? at
        : new Date(toOfficeHours(at.getTime() + until.getTime() - from.getTime())),
    new Date(due),
  )

const fees = ({ fee }: WorldProcedure): WorldDossier['fees'] =>
  fee === 0 ? [] : [{ name: 'Lệ phí', amount: fee }]

export const createRecords = (parts: DossierParts): Records => {
  const { slots, cohorts, people, names, applicants, officers, procedures, procedureOf } = parts

  const filingOf = ({ slot, receivedAt }: Received, procedure: WorldProcedure): Filing => {
    const wanted = channelOf(slots.bits(salts.channel, slot))
    return {
      receivedAt,
      channel: wanted === 2 && procedure.online === 'INFORMATION' ? 1 : wanted,
      workingDays: procedure.workingDays,
      fate: slots.bits(salts.fate, slot),
      pace: slots.bits(salts.pace, slot),
      collected: slots.bits(salts.returned, slot),
    }
  }

  const steps = (slot: Slot, happened: readonly Happening[]): readonly WorldStep[] => {
    const staff = officers.of(slot.desk).map((place) => names.fullName(place).normalize('NFC'))
    return happened.map(({ at, status }, order) => ({
      at: new Date(at),
      officer: pick(staff, slots.bits(salts.pace, slot) + Math.min(order, 2)),
      organisation: slot.desk.agency.name,
      content: contents[status] ?? '',
      status,
    }))
  }

  const results = (
    slot: Slot,
    procedure: WorldProcedure,
    status: number,
  ): WorldDossier['results'] =>
    status < 9
      ? []
      : [
          {
            name: `Kết quả: ${procedure.name}`,
            code: `KQ.${slot.desk.agency.code}.${slots.bits(salts.result, slot) % 1_000_000}`,
          },
        ]

  const build = (received: Received, now: number): WorldDossier => {
    const { slot, receivedAt } = received
    const procedure = procedureOf(slot)
    const filing = filingOf(received, procedure)
    const life = lifeOf(filing)
    const happened = life.happenings.filter(({ at }) => at <= now)
    const status = happened.at(-1)?.status ?? 1
    const pauses = pausesOf(happened)
    const applicant = applicants.of(slot)
    const person = people.at(applicant)
    const momentOf = (codes: readonly number[]): Date | null => {
      const found = happened.find((happening) => codes.includes(happening.status))
      return found ? new Date(found.at) : null
    }
    return {
      code: slots.code(slot),
      instance: slot.desk.instance,
      organisation: slot.desk.agency,
      procedureCode: procedure.code,
      procedureName: procedure.name,
      receivedAt: new Date(receivedAt),
      dueAt: isOneOf(slots.bits(salts.noDueDate, slot), noDueDatePerMillion)
        ? null
        : dueAt(life.dueAt, pauses),
      finishedAt: momentOf(ending),
      returnedAt: momentOf([10]),
      status,
      statusName: statusOfCode(status),
      channel: filing.channel,
      applicantIndex: cohorts.indexOf(applicant),
      applicant: statement(slot, slots, person),
      supplements: pauses,
      fees: fees(procedure),
      results: results(slot, procedure, status),
      steps: steps(slot, happened),
    }
  }

  const slowest = Math.max(...procedures.map(({ workingDays }) => workingDays))

  /** Most dossiers that a list counts were settled long ago. */
  const status = (received: Received, now: number): number => {
    const { slot, receivedAt } = received
    const settled =
      now - receivedAt > settledAfterMs(slowest)
        ? settledStatus(slots.bits(salts.fate, slot), slots.bits(salts.returned, slot))
        : null
    return settled ?? statusAt(filingOf(received, procedureOf(slot)), now)
  }

  return { build, status }
}
