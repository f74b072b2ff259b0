import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

describe('a due date', () => {
  let inDecember: Gateway
  beforeAll(async () => {
    inDecember = await startGateway({ now: new Date('2026-12-23T09:00:00+07:00') })
    return () => inDecember.stop()
  })

  interface Due {
    readonly dueAt: string | null
    readonly dueAtBasis: 'SOURCE' | 'COMPUTED' | null
    readonly dueAtProvisional: boolean | null
  }

  const dueDates = async (): Promise<readonly Due[]> => {
    const found: Due[] = []
    let after: string | null = null
    for (let page = 0; page < 3; page++) {
      const { body } = await inDecember.query(
        'query ($after: String) { dossiers(filter: { province: "01" }, first: 100, after: $after) { nodes { dueAt dueAtBasis dueAtProvisional } pageInfo { endCursor } } }',
        { as: 'dashboard', variables: { after } },
      )
      expect(body.errors).toBeUndefined()
      found.push(...(body.data.dossiers.nodes as Due[]))
      after = body.data.dossiers.pageInfo.endCursor as string
    }
    return found
  }

  test('is provisional where it was computed for a day of which the Government has not decided', async () => {
    const found = await dueDates()
    for (const { dueAt, dueAtBasis, dueAtProvisional } of found)
      expect({ dueAt, dueAtProvisional }).toEqual({
        dueAt,
        dueAtProvisional:
          dueAt === null ? null : dueAtBasis === 'COMPUTED' && dueAt >= '2027-01-01',
      })
    const met = found.map(
      ({ dueAt, dueAtBasis }) => `${dueAtBasis ?? 'none'} ${dueAt?.slice(0, 4) ?? ''}`,
    )
    expect(met).toEqual(
      expect.arrayContaining(['SOURCE 2026', 'SOURCE 2027', 'COMPUTED 2026', 'COMPUTED 2027']),
    )
  })
})
