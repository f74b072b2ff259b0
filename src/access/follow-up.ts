import { z } from 'zod'
import { AuditUnavailable } from '../audit/errors.ts'
import type { Audit, DueIntake } from '../audit/types.ts'
import { toDateTime } from '../domain/dates.ts'
import type { Coverage, DossierFilter } from '../domain/dossier.ts'
import { parseOldCardNumber, parseOrganisationCode, parsePersonalId } from '../domain/ids.ts'
import { UpstreamError } from '../lib/errors.ts'
import type { DossierLoaders } from '../sources/dossiers/index.ts'

/** How often it is looked whether dossiers followed intakes, and how much is asked for it. */
export const followUpSettings = z.strictObject({
  everyMs: z.int().min(100).max(3_600_000).default(60_000),
  /** The most intakes in one go: each asks up to all one-stop systems, one intake after the other. */
  most: z.int().min(1).max(10_000).default(100),
})

export interface FollowUpDeps {
  readonly audit: Pick<Audit, 'dueIntakes' | 'settleIntake'>
  /** Made anew for each intake: what one has read is of no use to the next. */
  readonly dossiers: () => Pick<DossierLoaders, 'search'>
  readonly now: () => Date
  readonly settings: z.infer<typeof followUpSettings>
  /** Hears what nobody expected; it is tried again. */
  readonly onFault: (error: unknown) => void
}

export interface FollowUp {
  start(): void
  /** Waits for the question that is under way. */
  stop(): Promise<void>
}

/** The clocks of two systems differ: a dossier may seem to have been received just before the look that led to it. */
const clockSlackMs = 5 * 60_000
/** Looked into together, so that what another replica has settled meanwhile is asked for no more. */
const stepSize = 10
/** So long do those behind it go first where nobody can tell of an intake: one system's outage holds up no other's. */
const setAsideMs = 15 * 60_000

/** Null: nobody can tell. */
type HasFollowed = boolean | null

type IsOutage = (missing: Coverage['missing'][number]) => boolean

const everyGap: IsOutage = () => true
/** A province that cannot search by applicant would leave every intake of the country open for ever. */
const failure: IsOutage = ({ reason }) => reason !== 'NOT_CAPABLE'

const ask = async (
  { search }: Pick<DossierLoaders, 'search'>,
  filter: DossierFilter,
  isOutage: IsOutage,
): Promise<HasFollowed> => {
  try {
    const { items, coverage } = await search(filter, { first: 1, after: null })
    if (items.length > 0) return true
    return coverage.missing.some(isOutage) ? null : false
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}

/** The unit itself is asked first: most dossiers follow there, and one system is asked instead of all. */
const hasFollowed = async (
  { subject, organisation, at, deadlineAt }: DueIntake,
  dossiers: Pick<DossierLoaders, 'search'>,
): Promise<HasFollowed> => {
  const applicantId = parsePersonalId(subject) ?? parseOldCardNumber(subject)
  // Nobody can have filed under what is no number.
  if (applicantId === null) return false
  const filter = {
    applicantId,
    receivedFrom: toDateTime(new Date(at - clockSlackMs)),
    receivedTo: toDateTime(new Date(deadlineAt)),
  }
  const unit = organisation === null ? null : parseOrganisationCode(organisation)
  const own =
    unit === null ? false : await ask(dossiers, { ...filter, organisation: unit }, everyGap)
  return own === false ? ask(dossiers, filter, failure) : own
}

/** In an order of its own for each replica, so that two seldom ask for the same person; the first to settle is believed. */
const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)

/** Which intakes are set aside, and until when. */
const createSetAside = (now: () => Date) => {
  const until = new Map<string, number>()
  return {
    add: (id: string): void => void until.set(id, now().getTime() + setAsideMs),
    has: (id: string): boolean => until.has(id),
    size(): number {
      for (const [id, end] of until) if (end <= now().getTime()) until.delete(id)
      return until.size
    },
  }
}

/**
 * Looks after each intake's deadline whether a dossier of that person was received, and settles it. Where a system that
 * might have it does not answer, the intake stays due: an outage accuses no officer.
 */
export const createFollowUp = (deps: FollowUpDeps): FollowUp => {
  const { audit, now, settings } = deps
  const setAside = createSetAside(now)
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()

  const nextDue = async (): Promise<readonly DueIntake[]> => {
    // Some to choose from, beside those that are set aside.
    const most = setAside.size() + 10 * stepSize
    const due = await audit.dueIntakes(now().getTime(), most)
    return shuffled(due.filter(({ id }) => !setAside.has(id))).slice(0, stepSize)
  }

  const look = async (intake: DueIntake): Promise<void> => {
    try {
      const followed = await hasFollowed(intake, deps.dossiers())
      if (followed === null) setAside.add(intake.id)
      else await audit.settleIntake(intake.id, followed)
    } catch (error) {
      if (error instanceof AuditUnavailable) throw error
      setAside.add(intake.id)
      deps.onFault(error)
    }
  }

  const lookAtAll = async (left: number): Promise<void> => {
    const due = (await nextDue()).slice(0, left)
    for (const intake of due) if (!isStopped) await look(intake)
    if (!isStopped && due.length > 0 && left > due.length) await lookAtAll(left - due.length)
  }

  const run = async (): Promise<void> => {
    try {
      await lookAtAll(settings.most)
    } catch (error) {
      // A store that does not answer tells an operator itself.
      if (!(error instanceof AuditUnavailable)) deps.onFault(error)
    }
  }

  const wait = (): void => {
    timer = setTimeout(() => {
      round = run().finally(() => {
        if (!isStopped) wait()
      })
    }, settings.everyMs).unref()
  }

  return {
    start: wait,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await round
    },
  }
}
