import type { RequestHandler } from 'msw'
import type { SimulatorContext } from '../support/simulator.ts'
import { lgspHandlers } from './lgsp.ts'
import { xRoadHandlers } from './x-road.ts'

/** Both ways of asking, on one port. */
export const populationHandlers = (context: SimulatorContext): RequestHandler[] => [
  ...xRoadHandlers(context),
  ...lgspHandlers(context),
]
