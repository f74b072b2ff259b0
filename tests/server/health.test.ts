import { describe, expect, test } from 'vitest'
import { type Health, worstOf } from '../../src/server/health.ts'

const well: Health = { personal: 'open', cache: 'shared', sources: { population: 'ok' } }

describe('the health of several processes', () => {
  test('is that of each where all are well', () => {
    expect(worstOf([well, well])).toEqual(well)
  })

  test('is as bad as that of the worst, whichever is asked first', () => {
    const ill: Health = {
      personal: 'closed',
      cache: 'degraded',
      sources: { population: 'timeout', units: 'ok' },
    }
    for (const healths of [
      [well, ill],
      [ill, well],
    ])
      expect(worstOf(healths)).toEqual(ill)
  })

  test('tells of a system that is away before one that refuses', () => {
    const refused: Health = { ...well, sources: { population: 'rejected' } }
    const away: Health = { ...well, sources: { population: 'unavailable' } }
    expect(worstOf([refused, away]).sources).toEqual(away.sources)
    expect(worstOf([away, refused, well]).sources).toEqual(away.sources)
  })

  test('names every system that any of them has asked', () => {
    const other: Health = { ...well, sources: { 'dossiers/H26': 'ok' } }
    expect(worstOf([well, other]).sources).toEqual({ population: 'ok', 'dossiers/H26': 'ok' })
  })
})
