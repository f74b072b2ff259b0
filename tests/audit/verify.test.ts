import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAnchors } from '../../scripts/audit-verify/anchors.ts'
import type { Finding } from '../../scripts/audit-verify/findings.ts'
import { readPublicKeys } from '../../scripts/audit-verify/records.ts'
import { openSqlite as openSource } from '../../scripts/audit-verify/source.ts'
import { verify } from '../../scripts/audit-verify/verify.ts'
import { intent, outcome } from './fixture.ts'
import { createSetup, openStore, publicPem } from './setup.ts'
import {
  columnActs,
  cutTail,
  cutTailAndCheckpoints,
  dropChain,
  forgeCheckpoint,
  rewriteAndDropCheckpoints,
  rewriteFrom,
  rowActs,
  tamperWith,
} from './tampering.ts'

const folder = mkdtempSync(join(tmpdir(), 'lien-thong-verify-'))
const original = join(folder, 'audit.sqlite')
const anchorsFile = join(folder, 'anchors.jsonl')
const keys = readPublicKeys([publicPem])
afterAll(() => rmSync(folder, { recursive: true }))

/** Records per chain; a checkpoint after every fifth. */
const length = 23
const every = 5
const chains: string[] = []

beforeAll(async () => {
  for (let count = 0; count < 3; count += 1) {
    const setup = createSetup(original, { checkpointRecords: every })
    chains.push(setup.chain)
    const store = openStore(original, setup)
    for (let seq = 1; seq <= length; seq += 1) {
      const look = intent({
        at: Date.UTC(2026, 10, 1, 0, seq),
        hiddenUntil: seq % 7 === 0 ? 1 : null,
      })
      await store.append([seq % 2 === 0 ? outcome(look.id) : look])
    }
    await store.close()
  }
})

let copies = 0
const afterTampering = async (
  tamper: (database: DatabaseSync) => void,
  hasAnchors = true,
): Promise<readonly Finding[]> => {
  const file = join(folder, `copy-${(copies += 1)}.sqlite`)
  copyFileSync(original, file)
  tamperWith(file, tamper)
  const anchors = await readAnchors(hasAnchors ? [anchorsFile] : [], keys)
  const source = openSource(file)
  try {
    return (await verify({ source, anchors, keys })).findings
  } finally {
    await source.close()
    rmSync(file)
  }
}

const anyChain = fc.constantFrom(0, 1, 2)
const anySeq = fc.oneof(fc.constant(1), fc.constant(length), fc.integer({ min: 1, max: length }))
/** The last signed place before `seq`. */
const signedBefore = (seq: number): number => Math.floor((seq - 1) / every) * every
const signedFrom = (seq: number): number => Math.min(length, signedBefore(seq) + every)
const runs = { numRuns: 40 }

const check = (run: (chain: string, seq: number, other: number) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(anyChain, anySeq, anySeq, (index, seq, other) =>
      run(chains[index] ?? '', seq, other),
    ),
    runs,
  )

describe('the verifier', () => {
  test('finds nothing where nothing was done', async () => {
    expect(await afterTampering(() => undefined)).toEqual([])
    expect(await afterTampering(() => undefined, false)).toEqual([])
  })

  test.each(Object.entries(columnActs))(
    'names the first record when somebody comes to %s',
    (_, act) =>
      check(async (chain, seq) => {
        const findings = await afterTampering((database) => act(database, chain, seq, 0), false)
        const own = findings.find((finding) => 'chain' in finding && finding.chain === chain)
        expect(own).toMatchObject({ chain, seq })
      }),
  )

  test('names a record that was removed, be it the first, the last or one between', () =>
    check(async (chain, seq) => {
      const findings = await afterTampering((database) =>
        rowActs['remove']?.(database, chain, seq, 0),
      )
      expect(findings[0]).toMatchObject({ kind: seq === length ? 'CUT' : 'MISSING', chain, seq })
    }))

  test('names the first of two records that changed places', () =>
    check(async (chain, seq, other) => {
      const findings = await afterTampering((database) =>
        rowActs['swap']?.(database, chain, seq, other),
      )
      if (seq === other) expect(findings).toEqual([])
      else expect(findings[0]).toEqual({ kind: 'ALTERED', chain, seq: Math.min(seq, other) })
    }))

  test('names where a tail was cut off', () =>
    check(async (chain, seq) => {
      const findings = await afterTampering((database) => cutTail(database, chain, seq, 0), false)
      expect(findings).toEqual([{ kind: 'CUT', chain, seq, until: length }])
    }))

  test('names where a tail was cut off with its checkpoints, by the anchors', () =>
    check(async (chain, seq) => {
      const findings = await afterTampering((database) =>
        cutTailAndCheckpoints(database, chain, seq, 0),
      )
      expect(findings[0]).toEqual({ kind: 'CUT', chain, seq, until: length })
      expect(findings[1]).toMatchObject({ kind: 'CHECKPOINT_MISSING', chain })
    }))

  test('narrows a suffix that was written anew down to what was signed at once', () =>
    check(async (chain, seq) => {
      const finding = {
        kind: 'REWRITTEN',
        chain,
        seq: signedBefore(seq) + 1,
        until: signedFrom(seq),
      }
      expect(
        await afterTampering((database) => rewriteFrom(database, chain, seq, 0), false),
      ).toEqual([finding])
      const without = await afterTampering((database) =>
        rewriteAndDropCheckpoints(database, chain, seq, 0),
      )
      expect(without[0]).toEqual(finding)
    }))

  test('names a whole chain that is gone, by the anchors', () =>
    check(async (chain) => {
      const findings = await afterTampering((database) => dropChain(database, chain, 0, 0))
      expect(findings).toEqual([{ kind: 'CHAIN_MISSING', chain, seq: 1 }])
    }))

  test('names a whole chain that is gone by the chain that was opened after it', async () => {
    const [first = '', second = ''] = chains
    for (const chain of [first, second])
      expect(await afterTampering((database) => dropChain(database, chain, 0, 0), false)).toEqual([
        { kind: 'CHAIN_MISSING', chain, seq: 1 },
      ])
  })

  test('names a checkpoint that somebody else signed', () =>
    check(async (chain, seq) => {
      const { privateKey } = generateKeyPairSync('ed25519')
      const forge = forgeCheckpoint(privateKey.export({ type: 'pkcs8', format: 'pem' }))
      const number = seq % 6
      const findings = await afterTampering((database) => forge(database, chain, number, 0), false)
      expect(findings).toEqual([{ kind: 'CHECKPOINT_FORGED', chain, number }])
    }))

  test.each([
    'seq = seq + 1',
    'at = at + 1',
    "hash = cast(x'ff' || substr(hash, 2) as blob)",
    "after = '[]'",
  ])('takes a checkpoint for forged when somebody comes to set %s', async (assignment) => {
    const chain = chains[2] ?? ''
    const findings = await afterTampering((database) =>
      database.exec(
        `update audit_checkpoint set ${assignment}, number = 0 where chain = '${chain}' and number = 0`,
      ),
    )
    expect(findings[0]).toEqual({ kind: 'CHECKPOINT_FORGED', chain, number: 0 })
  })

  test('names a checkpoint that was removed', () =>
    check(async (chain, seq) => {
      const number = seq % 5
      const findings = await afterTampering(
        (database) =>
          void database
            .prepare('delete from audit_checkpoint where chain = ? and number = ?')
            .run(chain, number),
        false,
      )
      expect(findings).toEqual([{ kind: 'CHECKPOINT_MISSING', chain, number }])
    }))

  test('names the first record that its person would no longer find', () =>
    check(async (chain, seq) => {
      const look = `(select look from audit_record where chain = '${chain}' and seq = ${seq})`
      const findings = await afterTampering((database) =>
        database.exec(`delete from audit_subject where look = ${look}`),
      )
      expect(findings).toEqual([{ kind: 'UNLISTED', chain, seq }])
    }))

  test('names the record of which one person of several would find another look than their own', async () => {
    const look = "(select look from audit_record where kind = 'INTENT' order by chain, seq limit 1)"
    for (const change of ['place = 900', 'place = (place + 1) % 65536'])
      expect(
        await afterTampering((database) =>
          database.exec(`update audit_subject set ${change} where look = ${look}`),
        ),
      ).toMatchObject([
        { kind: 'UNLISTED', seq: 1 },
        { kind: 'LISTED_WITHOUT_RECORD', count: 1 },
      ])
  })

  test('holds the records of a store that has no such entries yet', async () => {
    expect(await afterTampering((database) => database.exec('drop table audit_subject'))).toEqual(
      [],
    )
  })

  test('counts the entries by which persons would find what no record tells of', async () => {
    const findings = await afterTampering((database) =>
      database.exec(
        `insert into audit_subject select x'0102', look, 7 from audit_record where seq = 3`,
      ),
    )
    expect(findings).toEqual([{ kind: 'LISTED_WITHOUT_RECORD', count: chains.length }])
  })
})
