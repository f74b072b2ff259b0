import type { Anchors } from './anchors.ts'
import { verifyChain } from './chain.ts'
import type { Finding } from './findings.ts'
import { verifyListing } from './listing.ts'
import type { PublicKeys, StoredCheckpoint } from './records.ts'
import type { Source } from './source.ts'

export interface Report {
  readonly findings: readonly Finding[]
  readonly chains: number
  readonly records: number
  readonly unsigned: number
  /** Whether it was looked at what persons find of the records: no export holds it, and no store of the first form. */
  readonly isListingChecked: boolean
}

interface VerifyInput {
  readonly source: Source
  readonly anchors: Anchors
  readonly keys: PublicKeys
  readonly onRecord?: () => void
}

/** Chains that were signed somewhere and of which the store knows nothing. */
const missingChains = (known: readonly string[], named: Iterable<string>): readonly Finding[] => {
  const missing = new Set(named)
  for (const chain of known) missing.delete(chain)
  return [...missing].toSorted().map((chain) => ({ kind: 'CHAIN_MISSING', chain, seq: 1 }))
}

const namesIn = (checkpoints: readonly StoredCheckpoint[]): readonly string[] =>
  checkpoints.flatMap(({ after }) => after)

/** Anchors are to be read before, so that what a running gateway adds meanwhile is not taken for missing. */
export const verify = async ({
  source,
  anchors,
  keys,
  onRecord = () => undefined,
}: VerifyInput): Promise<Report> => {
  const findings: Finding[] = anchors.forged.map(({ chain, number }) => ({
    kind: 'ANCHOR_FORGED',
    chain,
    number,
  }))
  const chains = await source.chains()
  const named = new Set([
    ...anchors.byChain.keys(),
    ...namesIn([...anchors.byChain.values()].flat()),
  ])
  let records = 0
  let unsigned = 0
  for (const chain of chains) {
    const checkpoints = await source.checkpoints(chain)
    for (const name of namesIn(checkpoints)) named.add(name)
    const result = await verifyChain({
      chain,
      records: source.records(chain),
      checkpoints,
      anchors: anchors.byChain.get(chain) ?? [],
      keys,
      onRecord,
    })
    findings.push(...result.findings)
    records += result.records
    unsigned += result.unsigned
  }
  findings.push(...missingChains(chains, named))
  const isListingChecked = findings.length === 0 && source.listing !== null
  if (isListingChecked) findings.push(...(await verifyListing(source, chains)))
  return { findings, chains: chains.length, records, unsigned, isListingChecked }
}
