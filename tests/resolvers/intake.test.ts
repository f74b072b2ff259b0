import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { createClock, isMatchable, lookAt, type Person, sandboxPerson } from '../support/looks.ts'

const list = `query ($from: Date!, $to: Date!, $first: Int, $offset: Int) {
  intakesWithoutDossier(from: $from, to: $to, first: $first, offset: $offset) {
    at deadline officer organisationCode procedureCode procedure { name } client
  }
}`

describe('an intake', () => {
  const clock = createClock()
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway({ now: clock.now, config: { followUp: { everyMs: 100 } } })
    return () => gateway.stop()
  })

  const unfollowed = async (from = '2026-11-18', to = from) => {
    // By a token, so that a second gateway, on a government where nobody filed, is not asked to agree.
    const token = await gateway.token('auditor')
    const { body } = await gateway.query(list, { token, variables: { from, to } })
    return body.data.intakesWithoutDossier
  }

  /** Somebody who files at this unit an hour later. */
  const whoFilesLater = (): Person => {
    const { organisation } = gateway.world.demoOfficer
    const later = new Date(clock.now().getTime() + 3_600_000)
    const filed = gateway.world
      .receive('ha-noi', organisation.code, 20, later)
      .find((dossier) => isMatchable(gateway, dossier))
    if (!filed) throw new Error('nobody among 20 states what the register knows')
    return gateway.world.person(filed.applicantIndex)
  }

  test('that a dossier follows is settled, and one that none follows is shown to auditors', async () => {
    const filing = whoFilesLater()
    const leaving = sandboxPerson(gateway)
    const { personalId: officer, organisation } = gateway.world.demoOfficer
    await lookAt(gateway, filing)
    clock.passMinutes(1)
    await lookAt(gateway, leaving, { procedure: '1.000894' })

    // The end of the next working day is not over yet.
    clock.set('2026-11-19T23:59:58+07:00')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await unfollowed()).toEqual([])

    clock.set('2026-11-20T00:00:00+07:00')
    await vi.waitFor(async () => expect(await unfollowed()).toHaveLength(1), { timeout: 10_000 })
    const [intake] = await unfollowed()
    expect(intake).toEqual({
      at: '2026-11-18T09:01:00+07:00',
      deadline: '2026-11-19T23:59:59+07:00',
      officer,
      organisationCode: organisation.code,
      procedureCode: '1.000894',
      procedure: { name: expect.any(String) },
      client: 'officer',
    })
    expect(JSON.stringify(intake)).not.toContain(leaving.personalId)
    expect(await unfollowed('2026-11-19')).toEqual([])
  })

  test('is on one page, and every other on one too', async () => {
    clock.set('2026-11-30T09:00:00+07:00')
    for (let index = 2; index < 7; index += 1) {
      // Two in the same moment: no page may be torn between them.
      if (index % 2 === 0) clock.passMinutes(1)
      await lookAt(gateway, sandboxPerson(gateway, index), {
        procedure: index % 2 === 0 ? '1.000894' : '1.001193',
      })
    }
    clock.set('2026-12-02T00:00:00+07:00')
    const day = '2026-11-30'
    await vi.waitFor(async () => expect(await unfollowed(day)).toHaveLength(5), { timeout: 20_000 })
    const all = await unfollowed(day)
    const token = await gateway.token('auditor')
    const pageAt = async (offset: number) => {
      const variables = { from: day, to: day, first: 2, offset }
      return (await gateway.query(list, { token, variables })).body.data.intakesWithoutDossier
    }
    const pages = [await pageAt(0), await pageAt(2), await pageAt(4), await pageAt(6)]
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1, 0])
    expect(pages.flat()).toEqual(all)
    const seen = all.map(
      ({ at, procedureCode }: Record<string, string>) => `${at} ${procedureCode}`,
    )
    expect(new Set(seen).size).toBe(5)
  })

  test('whose one-stop system is down stays open until that answers', async () => {
    clock.set('2026-11-23T09:00:00+07:00')
    await lookAt(gateway, sandboxPerson(gateway, 1))
    gateway.fault('dossiers', 'ha-noi', { kind: 'down' })
    onTestFinished(() => gateway.fault('dossiers', 'ha-noi', null))
    clock.set('2026-11-25T00:00:00+07:00')
    gateway.forget()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await unfollowed('2026-11-23')).toEqual([])
    gateway.fault('dossiers', 'ha-noi', null)
    // Tried again once it has been set aside for a while.
    clock.passMinutes(20)
    await vi.waitFor(async () => expect(await unfollowed('2026-11-23')).toHaveLength(1), {
      timeout: 20_000,
    })
  })

  test.each(['officer', 'dashboard', 'ministry', 'citizen', 'operator'] as const)(
    'is not shown to the role %s',
    async (as) => {
      const variables = { from: '2026-11-18', to: '2026-11-18' }
      const { body } = await gateway.query(list, { as, variables })
      expect(body.data).toBeNull()
      expect(body.errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN', reason: 'ROLE_NOT_ALLOWED' } },
      ])
    },
  )

  test('is asked for by days in their order, and no more than a page of them', async () => {
    const ask = (variables: Record<string, unknown>) =>
      gateway.query(list, { as: 'auditor', variables })
    const wrong = await ask({ from: '2026-11-19', to: '2026-11-18' })
    expect(wrong.body.errors).toMatchObject([{ extensions: { argument: 'to' } }])
    const many = await ask({ from: '2026-11-18', to: '2026-11-19', first: 101 })
    expect(many.body.errors).toMatchObject([{ extensions: { argument: 'first' } }])
    const far = await ask({ from: '2026-11-18', to: '2026-11-19', offset: 10_001 })
    expect(far.body.errors).toMatchObject([{ extensions: { argument: 'offset' } }])
  })
})
