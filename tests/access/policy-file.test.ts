import { describe, expect, test } from 'vitest'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { grantRow, minimalPolicy, problemsOf, roleRow } from './policy-fixture.ts'

const roles = ['dashboard', 'ministry', 'citizen', 'portal', 'auditor', 'operator']

const problemsWith = (change: Readonly<Record<string, unknown>>) =>
  problemsOf(() => checkPolicyFile({ ...minimalPolicy, ...change }))

const budgets = (change: {
  readonly DOSSIER?: Readonly<Record<string, number>>
  readonly INTAKE?: Readonly<Record<string, number>>
  readonly PORTAL?: Readonly<Record<string, number>>
}) => ({
  budgets: {
    DOSSIER: { ...minimalPolicy.budgets.DOSSIER, ...change.DOSSIER },
    INTAKE: { ...minimalPolicy.budgets.INTAKE, ...change.INTAKE },
    ...(change.PORTAL && { PORTAL: change.PORTAL }),
  },
})

describe('a policy file', () => {
  const field = { code: 'G15-HT01', licensed: true }
  const hidingRow = { client: 'a', days: 90, basis: 'Luật' }

  test('that grants nothing can be used', () => expect(problemsWith({})).toEqual([]))

  test('may say all that there is to say', () =>
    expect(
      problemsWith({
        grants: [
          grantRow,
          { ...grantRow, client: 'b', knowsProtected: true, until: '2027-12-31' },
          ...roles.map((role) => ({ client: 'officer', role, until: '2027-12-31' })),
          roleRow,
        ],
        fields: [field, { code: 'B', licensed: false, classes: [] }],
        procedures: [
          { code: '1.1', classes: ['FAMILY'] },
          { code: '1.2', licensed: true, classes: ['FAMILY'] },
          { code: '1.3', licensed: true },
          { code: '1.4', licensed: false },
        ],
        papers: [
          { code: 'A', name: 'Giấy', classes: ['FAMILY'] },
          { code: 'B', name: 'Giấy', classes: ['FAMILY'] },
          { name: 'Giấy', classes: ['FAMILY'] },
          { name: 'A', classes: ['FAMILY'] },
        ],
        competence: [
          { code: 'Z01', unit: 'COMMUNE' },
          { name: 'Sở', unit: 'PROVINCE', unitNames: ['Sở'], organisations: ['H26.01'] },
          { code: 'Z03', organisations: ['H26.01'] },
        ],
        hiding: [
          hidingRow,
          { ...hidingRow, organisation: 'H26' },
          { ...hidingRow, client: undefined, organisation: 'H26' },
          { ...hidingRow, procedure: '1.1' },
        ],
        ...budgets({
          DOSSIER: { agency: 300, officer: 300 },
          INTAKE: { agency: 60 },
          PORTAL: { windowHours: 1, portal: 1 },
        }),
        closedDossierDays: 1,
      }),
    ).toEqual([]))

  test('has defaults that deny', () => {
    const {
      grants,
      budgets: read,
      closedDossierDays,
    } = checkPolicyFile({
      ...minimalPolicy,
      grants: [grantRow, roleRow],
    })
    expect(grants).toEqual([
      { ...grantRow, knowsProtected: false, until: null },
      { ...roleRow, until: null },
    ])
    expect(read.PORTAL).toEqual({ windowHours: 24, portal: 10_000 })
    expect(closedDossierDays).toBe(30)
  })

  test('cannot be changed once it is read', () => {
    const { fields } = checkPolicyFile({ ...minimalPolicy, fields: [field] })
    expect(() => fields[0]?.classes.push('RELIGION')).toThrow(TypeError)
  })

  test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown version', { version: 2 }, 'version: '],
    ['a key that nobody knows', { grant: [] }, 'the file: '],
    [
      'a field twice',
      { fields: [field, { ...field, licensed: false }] },
      'fields.1: is about the same as fields.0',
    ],
    [
      'classes of a field without a licence',
      { fields: [{ ...field, licensed: false, classes: ['FAMILY'] }] },
      'fields.0.classes: a field that',
    ],
    [
      'a procedure twice',
      {
        procedures: [
          { code: '1.1', licensed: true },
          { code: '1.1', licensed: false },
        ],
      },
      'procedures.1: is about',
    ],
    [
      'a procedure that says nothing',
      { procedures: [{ code: '1.1' }] },
      'procedures.0: says nothing',
    ],
    [
      'classes of a procedure without a licence',
      { procedures: [{ code: '1.1', licensed: false, classes: ['FAMILY'] }] },
      'procedures.0.classes: a procedure that',
    ],
    [
      'a code that YAML read as a number',
      { procedures: [{ code: 1.001193, licensed: true }] },
      'procedures.0.code: ',
    ],
    [
      'a paper without code and name',
      { papers: [{ classes: ['FAMILY'] }] },
      'papers.0: a code or a name',
    ],
    [
      'a paper twice, in other letters',
      {
        papers: [
          { name: 'Giấy A', classes: ['FAMILY'] },
          { name: 'GIẤY A'.normalize('NFD'), classes: ['FAMILY'] },
        ],
      },
      'papers.1: is about',
    ],
    [
      'a body without code and name',
      { competence: [{ unit: 'COMMUNE' }] },
      'competence.0: a code or a name',
    ],
    ['a body that nobody works for', { competence: [{ code: 'Z01' }] }, 'competence.0: a unit or'],
    [
      'names that narrow no unit',
      { competence: [{ code: 'Z01', organisations: ['H26'], unitNames: ['Sở'] }] },
      'competence.0.unitNames: narrows',
    ],
    [
      'a body twice',
      {
        competence: [
          { code: 'Z01', unit: 'COMMUNE' },
          { code: 'Z01', unit: 'PROVINCE' },
        ],
      },
      'competence.1: is about',
    ],
    [
      'an organisation that is none',
      { competence: [{ code: 'Z01', organisations: ['H26/1'] }] },
      'competence.0.organisations.0: an organisation code',
    ],
    [
      'a counter’s budget as large as the other',
      budgets({ INTAKE: { officer: 300 } }),
      'budgets.INTAKE: must be smaller',
    ],
    [
      'a counter’s budget that is larger by the hour',
      budgets({ INTAKE: { windowHours: 1 } }),
      'budgets.INTAKE: must be smaller',
    ],
    [
      'an officer’s budget above the agency’s',
      budgets({ DOSSIER: { officer: 3000 } }),
      'budgets.DOSSIER.officer: is more',
    ],
    ['a budget of nothing', budgets({ INTAKE: { officer: 0 } }), 'budgets.INTAKE.officer: '],
    [
      'a portal’s budget of nothing',
      budgets({ PORTAL: { windowHours: 1, portal: 0 } }),
      'budgets.PORTAL.portal: ',
    ],
    ['hiding of everything', { hiding: [{ days: 90, basis: 'Luật' }] }, 'hiding.0: a client'],
    [
      'hiding of whatever is asked for a procedure, which anybody may state',
      { hiding: [{ procedure: '1.1', days: 90, basis: 'Luật' }] },
      'hiding.0: a client',
    ],
    [
      'hiding of the same for two times',
      { hiding: [hidingRow, { ...hidingRow, days: 1 }] },
      'hiding.1: is about the same as hiding.0',
    ],
    ['hiding without a legal basis', { hiding: [{ ...hidingRow, basis: '' }] }, 'hiding.0.basis: '],
    ['hiding for ever', { hiding: [{ ...hidingRow, days: 1e6 }] }, 'hiding.0.days: '],
    ['dossiers open longer than the law says', { closedDossierDays: 31 }, 'closedDossierDays: '],
  ])('is refused with %s', (_, change, problem) => {
    const problems = problemsWith(change)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })

  test('is refused once, for faults of form and contradictions together', () =>
    expect(
      problemsWith({
        grants: [grantRow, { ...grantRow, territory: 'MOON' }, grantRow],
        fields: [{ code: 'A' }],
        ...budgets({ INTAKE: { officer: 500 } }),
      }).map((problem) => problem.split(':')[0]),
    ).toEqual([
      'grants.1.territory',
      'fields.0.licensed',
      'grants.2',
      'budgets.INTAKE',
      'budgets.INTAKE.officer',
    ]))

  test('is refused without a word of what stands in it', () => {
    const secret = 'Nguyễn Văn An 001092000111'
    const problems = problemsWith({
      version: secret,
      grants: [
        { ...grantRow, until: secret, classes: [secret] },
        { ...grantRow, role: secret },
        { ...roleRow, [secret]: secret },
        secret,
      ],
      fields: [{ code: 'A', licensed: secret }],
      procedures: [{ code: `${secret}\n`, licensed: true }],
      competence: [{ code: 'Z01', organisations: [secret] }],
      closedDossierDays: secret,
    })
    expect(problems.length).toBeGreaterThan(7)
    expect(problems.join('\n')).not.toMatch(/Nguyễn|001092000111/)
  })
})
