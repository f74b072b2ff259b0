import { expect, test } from 'vitest'
import { createSqueeze } from '../../src/cache/squeeze.ts'

test('any bytes come back as they were, though they resemble nothing', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, code) => code))
  const squeeze = createSqueeze(Buffer.from('nothing of the kind'))
  for (const bytes of [Buffer.alloc(0), all, Buffer.concat(Array.from({ length: 50 }, () => all))])
    expect(squeeze.restore(squeeze.shorten(bytes)).equals(bytes)).toBe(true)
})
