import { matchingName } from '../../src/domain/names.ts'
import type { Fault } from '../support/faults.ts'
import type { SimulatorContext } from '../support/simulator.ts'
import type { World, WorldPerson } from '../world/types.ts'
import type { Element } from './element.ts'
import { isOneIn } from './quirks.ts'
import { emptyRecord, toRecord } from './records.ts'

/** What both ways of asking come down to, in the source's own words. */
export interface Question {
  readonly requestId: string
  readonly procedureCode: string
  readonly officerId: string
  /** null over the façade, which has no field for it. */
  readonly organisation: string | null
  readonly personalId: string
  readonly oldCard: string
  readonly name: string
  /** `yyyyMMdd` or `yyyy`. */
  readonly birth: string
}

export type Refusal = '004' | '005'

/** The wrapper's own refusals, in the order in which it checks. */
export const refusalOf = (world: World, question: Question): Refusal | null => {
  const procedure = world.procedures.find(({ code }) => code === question.procedureCode)
  if (procedure?.licensed !== true) return '004'
  return world.isKnownOfficer(question.officerId) ? null : '005'
}

/** Dates must agree as far as both sides know them. */
const hasBirth = ({ birthDate, birthPrecision }: WorldPerson, asked: string): boolean => {
  const known = birthDate.replaceAll('-', '')
  return asked.length === 4 || birthPrecision === 'YEAR'
    ? known.slice(0, 4) === asked.slice(0, 4)
    : known === asked
}

const find = (world: World, { personalId, oldCard, name, birth }: Question): WorldPerson | null => {
  const person = personalId === '' ? world.personByOldCard(oldCard) : world.personById(personalId)
  if (person === null || matchingName(person.fullName) !== name) return null
  return hasBirth(person, birth) ? person : null
}

/** Somebody else: the next one in the register. */
const neighbour = (world: World, { index }: WorldPerson): WorldPerson =>
  world.person((index + 1) % world.populationSize)

const replaced = ([name, content]: Element, values: Readonly<Record<string, string>>): Element => [
  name,
  typeof content === 'string'
    ? content
    : content.map((child): Element => [child[0], values[child[0]] ?? child[1]]),
]

const required = ['SoDinhDanh', 'SoCMND', 'HoVaTen']

const without = ([name, content]: Element, names: readonly string[]): Element => [
  name,
  typeof content === 'string' ? content : content.filter((child) => !names.includes(child[0])),
]

const reversed = ([name, content]: Element): Element => [
  name,
  typeof content === 'string' ? content : content.toReversed(),
]

const unknownCodes = { GioiTinh: '9', TinhTrangHonNhan: '7', NhomMau: '99', TrangThai: '8' }

const spoilt = (world: World, person: WorldPerson, fault: Fault | null): readonly Element[] => {
  const record = toRecord(person)
  const rowsByFault: Partial<Record<Fault['kind'], () => readonly Element[]>> = {
    'wrong-person': () => [toRecord(neighbour(world, person))],
    extra: () => [toRecord(neighbour(world, person)), record],
    missing: () => [without(record, required)],
    reordered: () => [reversed(record)],
    'unknown-enum': () => [replaced(record, unknownCodes)],
  }
  return (fault && rowsByFault[fault.kind]?.()) ?? [record]
}

/** The rows of the answer. Nobody is told in one of two forms, by number always in the same. */
export const answer = (context: SimulatorContext, question: Question): readonly Element[] => {
  const person = find(context.world, question)
  if (person !== null) return spoilt(context.world, person, context.fault())
  const number = question.personalId || question.oldCard
  return isOneIn(2, number, 'not found') ? [] : [emptyRecord]
}

/** Ids first, then by name whatever else of the question a test wants to see. */
export const journal = (context: SimulatorContext, question: Question): void =>
  context.journal({
    operation: 'TraCuuThongTinCongDan',
    keys: [
      question.personalId || question.oldCard,
      `MaDVC=${question.procedureCode}`,
      `MaCanBo=${question.officerId}`,
      ...(question.organisation === null ? [] : [`MaDonVi=${question.organisation}`]),
      `MaYeuCau=${question.requestId}`,
    ],
  })
