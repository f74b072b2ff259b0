import type { ChainRecord } from '../chain/record.ts'

/** To what a sealed text is bound: moved elsewhere it does not open. */
export const placeOf = ({
  chain,
  seq,
  kind,
  look,
}: Pick<ChainRecord, 'chain' | 'seq' | 'kind' | 'look'>): string =>
  JSON.stringify(['record', chain, seq, kind, look])

export const intakePlaceOf = (id: string, part: 'subject' | 'body'): string =>
  JSON.stringify(['intake', id, part])
