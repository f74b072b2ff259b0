import type { SharedSlots } from '../../cache/index.ts'
import { createBudget } from '../../http/budget.ts'
import type { Step } from '../../http/index.ts'
import { source } from './errors.ts'
import type { PopulationSettings } from './settings.ts'

/** A call's slot ends by itself a little after the call's own deadline, should its replica be killed. */
const holdSlackMs = 1_000

/**
 * The steps that hold questions within the contract, or within the gateway's own limit, counted over all replicas. None
 * where no rate is agreed and nothing is shared: the number at one moment is then kept by each process. Each attempt counts.
 */
export const budgetSteps = (
  { baseUrl, callsPerSecond, maxConcurrent, replicas, deadlineMs }: PopulationSettings,
  slots: SharedSlots | null,
): readonly Step[] =>
  callsPerSecond === undefined && slots === null
    ? []
    : [
        createBudget(
          {
            name: `${source}@${new URL(baseUrl).host}`,
            source,
            callsPerSecond,
            concurrent: maxConcurrent,
            replicas,
            maxWaitMs: deadlineMs / 2,
            holdMs: deadlineMs + holdSlackMs,
          },
          slots,
        ),
      ]
