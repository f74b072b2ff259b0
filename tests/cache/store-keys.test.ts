import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  createNaming,
  createRandomKeyRing,
  createSealer,
  KeyRingError,
  openKeyRing,
} from '../../src/cache/store/index.ts'
import { extendKeyRing, writeKeyRing } from '../../src/cache/store/key-ring-file.ts'
import { type KeyRingForm, makeKey } from '../../src/cache/store/key-ring.ts'
import { until } from '../support/redis.ts'
import { recordEvents } from './store-fixture.ts'

const november = new Date('2026-11-20T10:00:00+07:00')
const plain = Buffer.from('{"fullName":"NGUYỄN THỊ MẪU"}')

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keys-'))
  path = join(directory, 'keys.json')
})
afterEach(() => rmSync(directory, { recursive: true }))

const write = (form: KeyRingForm, mode = 0o600): void => {
  writeFileSync(path, JSON.stringify(form))
  chmodSync(path, mode)
}
const ringOf = (...months: readonly string[]): KeyRingForm => {
  const keys = months.map(makeKey)
  return { active: keys[0]?.kid ?? '', keys }
}
const open = (now: () => Date = () => november, pollMs = 20) => {
  const ring = openKeyRing(path, { now, pollMs })
  onTestFinished(() => ring.close())
  return ring
}
const events = () => {
  const { kinds, stop } = recordEvents()
  onTestFinished(stop)
  return kinds
}

describe('a name', () => {
  test('is the same for the same thing, another for anything else, and says nothing', () => {
    const naming = createNaming(createRandomKeyRing())
    const name = naming.name('population', 1, '001089000111')
    expect(naming.name('population', 1, '001089000111')).toBe(name)
    const others = [
      naming.name('population', 2, '001089000111'),
      naming.name('tag', 1, '001089000111'),
      naming.name('population', 1, '001089000112'),
      createNaming(createRandomKeyRing()).name('population', 1, '001089000111'),
    ]
    expect(new Set([name, ...others]).size).toBe(5)
    expect(name).not.toContain('001089000111')
  })

  test('is known under every usable key, so that a drop reaches what was named before midnight', () => {
    write(ringOf('2026-11', '2026-12'))
    let now = november
    const naming = createNaming(open(() => now))
    const before = naming.name('tag', 1, 'citizen')
    now = new Date('2026-12-01T00:00:00+07:00')
    const after = naming.name('tag', 1, 'citizen')
    expect(after).not.toBe(before)
    expect(naming.names('tag', 1, 'citizen').toSorted()).toEqual([before, after].toSorted())
  })
})

describe('a key ring', () => {
  test('passes to the key of the next month when that begins in Viet Nam, and still opens what came before', () => {
    write(ringOf('2026-11', '2026-12'))
    let now = new Date('2026-11-30T23:59:59.999+07:00')
    const ring = open(() => now)
    const sealer = createSealer(ring)
    const sealed = sealer.seal('name', plain)
    expect(ring.active().month).toBe('2026-11')
    now = new Date('2026-12-01T00:00:00+07:00')
    expect(ring.active().month).toBe('2026-12')
    expect(sealer.open('name', sealed)).toEqual(plain)
  })

  test('ends what was sealed in a month when the month after it is over', () => {
    write(ringOf('2026-11', '2026-12', '2027-01'))
    let now = november
    const sealer = createSealer(open(() => now))
    const sealed = sealer.seal('name', plain)
    const kinds = events()
    now = new Date('2026-12-31T23:59:59+07:00')
    expect(sealer.open('name', sealed)).toEqual(plain)
    now = new Date('2027-01-01T00:00:00+07:00')
    expect(sealer.open('name', sealed)).toBeNull()
    expect(kinds).toEqual(['UNKNOWN_KEY'])
  })

  test('opens what a replica with a faster clock sealed with the key of the next month', () => {
    write(ringOf('2026-11', '2026-12'))
    const fast = createSealer(open(() => new Date('2026-12-01T00:00:02+07:00')))
    const slow = createSealer(open(() => new Date('2026-11-30T23:59:58+07:00')))
    expect(slow.open('name', fast.seal('name', plain))).toEqual(plain)
  })

  test('takes the key that is called active where a month has several', () => {
    const form = ringOf('2026-11', '2026-11')
    write(form)
    expect(open().active().kid).toBe(form.keys[0]?.kid)
    write({ ...form, active: form.keys[1]?.kid ?? '' })
    expect(open().active().kid).toBe(form.keys[1]?.kid)
  })

  test('ends what a key sealed when the key is taken out of the file, without a restart', async () => {
    const form = ringOf('2026-11', '2026-11')
    write(form)
    const ring = open()
    const sealer = createSealer(ring)
    const sealed = sealer.seal('name', plain)
    const [, second] = form.keys
    write({ active: second?.kid ?? '', keys: second ? [second] : [] })
    await until(() => ring.active().kid === second?.kid)
    expect(sealer.open('name', sealed)).toBeNull()
    expect(sealer.open('name', sealer.seal('name', plain))).toEqual(plain)
  })

  test('keeps the last good keys while the file is broken, and says so', async () => {
    const form = ringOf('2026-11')
    write(form)
    const ring = open()
    const kinds = events()
    for (const breaking of [
      () => writeFileSync(path, '{"active":'),
      () => writeFileSync(path, '{}'),
      () => write(form, 0o644),
      () => rmSync(path),
    ]) {
      breaking()
      const before = kinds.length
      await until(() => kinds.length > before + 1)
      expect(ring.active().kid).toBe(form.active)
    }
    expect(new Set(kinds)).toEqual(new Set(['KEYS_BROKEN']))
    const next = ringOf('2026-11')
    write(next)
    await until(() => ring.active().kid === next.active)
  })

  const [key] = ringOf('2026-11').keys
  test.each([
    ['no JSON', 'keys'],
    ['no keys', JSON.stringify({ active: 'a', keys: [] })],
    ['an active key that is not there', JSON.stringify({ active: 'a', keys: [key] })],
    ['a short key', JSON.stringify({ active: key?.kid, keys: [{ ...key, encryption: 'AAAA' }] })],
    [
      'a month that does not exist',
      JSON.stringify({ active: key?.kid, keys: [{ ...key, month: '2026-13' }] }),
    ],
    ['one name for two keys', JSON.stringify({ active: key?.kid, keys: [key, key] })],
  ])('is refused at the start with %s, in words that hold no key', (_, text) => {
    writeFileSync(path, text, { mode: 0o600 })
    const failure = expect(() => openKeyRing(path))
    failure.toThrow(KeyRingError)
    failure.toThrow(/^(?!.*[A-Za-z0-9+/]{43}=)/)
  })

  test('is refused at the start when every user of the machine can read it, or it is not there', () => {
    write(ringOf('2026-11'), 0o604)
    expect(() => openKeyRing(path)).toThrow(/chmod 600/)
    expect(() => openKeyRing(join(directory, 'nothing'))).toThrow(KeyRingError)
  })

  test('is exchanged under load without one value that a reader of both rings cannot open', async () => {
    const [old, fresh] = [makeKey('2026-11'), makeKey('2026-11')]
    write({ active: old.kid, keys: [old] })
    const rings = [open(), open(), open()]
    const sealers = rings.map(createSealer)
    const kinds = events()
    let failures = 0
    let rounds = 0
    const work = (): void => {
      for (const [index, sealer] of sealers.entries()) {
        const sealed = sealer.seal('name', plain)
        if (!sealers[(index + 1) % 3]?.open('name', sealed)?.equals(plain)) failures += 1
      }
      rounds += 1
    }
    const load = setInterval(() => {
      for (let call = 0; call < 20; call++) work()
    }, 1)
    // The new key is known to all replicas before any of them uses it, and the old one leaves last.
    write({ active: old.kid, keys: [old, fresh] })
    await until(() => rings.every((ring) => ring.find(fresh.kid) !== null))
    write({ active: fresh.kid, keys: [old, fresh] })
    await until(() => rings.every((ring) => ring.active().kid === fresh.kid))
    write({ active: fresh.kid, keys: [fresh] })
    await until(() => rings.every((ring) => ring.find(old.kid) === null))
    clearInterval(load)
    expect(rounds).toBeGreaterThan(20)
    expect([failures, kinds.filter((kind) => kind !== 'KEYS_BROKEN')]).toEqual([0, []])
  })
})

describe('the key file', () => {
  test('is made with keys for this month and the next, for its owner only', () => {
    const form = writeKeyRing(path, november)
    expect(form.keys.map(({ month }) => month)).toEqual(['2026-11', '2026-12'])
    expect(form.active).toBe(form.keys[0]?.kid)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(open().active().kid).toBe(form.active)
  })

  test('is extended month by month, keeps the last month and leaves out what is older', () => {
    const first = extendKeyRing(null, november)
    const second = extendKeyRing(first, new Date('2026-12-05T00:00:00+07:00'))
    expect(second.keys.map(({ month }) => month)).toEqual(['2026-11', '2026-12', '2027-01'])
    expect(second.keys.slice(0, 2)).toEqual(first.keys)
    expect(second.active).toBe(first.keys[1]?.kid)
    const third = extendKeyRing(second, new Date('2027-01-05T00:00:00+07:00'))
    expect(third.keys.map(({ month }) => month)).toEqual(['2026-12', '2027-01', '2027-02'])
  })

  test('stays readable for the group that could read it, and for nobody else', () => {
    writeKeyRing(path, november)
    for (const [before, after] of [
      [0o640, 0o640],
      [0o660, 0o640],
      [0o600, 0o600],
    ] as const) {
      chmodSync(path, before)
      writeKeyRing(path, new Date('2026-12-05T00:00:00+07:00'))
      expect(statSync(path).mode & 0o777).toBe(after)
    }
  })

  test('is written to no file that stands in the place of its draft', () => {
    const other = `${path}.other`
    writeFileSync(other, 'of somebody else')
    symlinkSync(other, `${path}.${process.pid}.new`)
    writeKeyRing(path, november)
    expect(readFileSync(other, 'utf8')).toBe('of somebody else')
    expect(open().active().month).toBe('2026-11')
  })

  test('stays as it is when the command finds it current, and when it cannot be understood', () => {
    const script = join(import.meta.dirname, '../../scripts/cache-keys.ts')
    const run = () => spawnSync(process.execPath, [script, path], { encoding: 'utf8' })
    expect(run().status).toBe(0)
    const made = readFileSync(path, 'utf8')
    const again = run()
    expect(readFileSync(path, 'utf8')).toBe(made)
    expect(again.stdout).toMatch(/^\d{4}-\d{2} \S+ active\n/)
    writeFileSync(path, 'broken')
    const refused = run()
    expect([refused.status, refused.stderr]).toEqual([1, 'the key file is not JSON\n'])
    expect(readFileSync(path, 'utf8')).toBe('broken')
  })
})
