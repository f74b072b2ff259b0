import type { SharedSlots } from '../../cache/index.ts'
import type { Citizen, CitizenMatch } from '../../domain/citizen.ts'
import { matchingName } from '../../domain/names.ts'
import { budgetSteps } from './budget.ts'
import { toCitizen } from './decode.ts'
import { raiseAlarm } from './errors.ts'
import { pickAsked } from './identity.ts'
import { createLgsp } from './lgsp.ts'
import type { PopulationSettings } from './settings.ts'
import { createRequestId, type Caller, type PopulationTransport } from './transport.ts'
import { createXRoad } from './x-road.ts'

export interface Client {
  /**
   * The person who matches number, name and birth date; null where nobody does.
   *
   * @throws UpstreamError `rejected` with reason `PROCEDURE_NOT_LICENSED` or `OFFICER_NOT_ALLOWED`, `malformed` with
   * reason `WRONG_PERSON` where the answer is about somebody else, and the other faults of any upstream
   */
  citizen(match: CitizenMatch, caller: Caller): Promise<Citizen | null>
  close(): Promise<void>
}

const createTransport = (
  settings: PopulationSettings,
  slots: SharedSlots | null,
): PopulationTransport => {
  const budget = budgetSteps(settings, slots)
  switch (settings.transport) {
    case 'x-road':
      return createXRoad(settings, budget)
    case 'lgsp':
      return createLgsp(settings, budget)
  }
}

export const createClient = (
  settings: PopulationSettings,
  slots: SharedSlots | null = null,
): Client => {
  const transport = createTransport(settings, slots)

  const ask = async (match: CitizenMatch, caller: Caller): Promise<Citizen | null> => {
    const requestId = createRequestId(Date.now())
    const rows = await transport.ask({ requestId, match, caller })
    const row = pickAsked(rows, match, raiseAlarm)
    return row === null ? null : toCitizen(row, requestId, raiseAlarm)
  }

  return {
    async citizen(match, caller) {
      // Nobody's name is without a letter, and the source cannot match on nothing.
      if (matchingName(match.fullName) === '') return null
      return ask(match, caller)
    },
    close: () => transport.close(),
  }
}
