/**
 * Blocks of bytes in large buffers, outside the heap that V8 collects: log-structured memory (Rumble and others, FAST 2014).
 * A block is written behind the last one; what is removed leaves a hole, and a segment with many holes is cleaned by writing
 * its blocks anew elsewhere.
 */
export interface Segments {
  /** Keeps a copy. Returns its place, until it is moved. */
  add(block: Uint8Array): number
  /** The bytes themselves and no copy: of use until something is added or removed. */
  read(place: number): Buffer
  /** Overwrites them with zeros: they may have been about persons. May move others. */
  remove(places: readonly number[]): void
  clear(): void
  /** Every block, or those of segments that are wanted. Nothing may be added or removed meanwhile. */
  walk(visit: Visit, isWanted?: (bytes: Buffer) => boolean): void
  /** What the buffers take, holes and all, but for one that is kept to spare. */
  bytes(): number
}

/** A block begins at `start` of `bytes`, and others follow it. */
type Visit = (bytes: Buffer, start: number) => void

interface Segment {
  readonly number: number
  readonly bytes: Buffer
  used: number
  live: number
}

/** Above malloc's threshold for memory of its own (decision 7), so that a buffer that is let go of is given back. */
const segmentBytes = 256 * 1024
/** A larger block has a segment to itself: at the end of one that others share it would leave too much unused. */
const largestShared = segmentBytes / 4
/** Before each block its length, these four included; below zero once it is removed. */
const lengthBytes = 4

/** Of what is written a quarter may be holes: to win back one byte, some three are written anew. */
const isHoley = ({ used, live }: { readonly used: number; readonly live: number }): boolean =>
  (used - live) * 4 > used

const visitBlocks = ({ bytes, used }: Segment, visit: Visit): void => {
  let at = 0
  while (at < used) {
    const length = bytes.readInt32LE(at)
    if (length > 0) visit(bytes, at + lengthBytes)
    at += Math.abs(length)
  }
}

/** By what cleaning it wins back. */
const mostHoley = (segments: Iterable<Segment>): Segment => {
  const [first, ...others] = segments
  if (first === undefined) throw new RangeError('there is no segment')
  return others.reduce(
    (most, one) => (one.used - one.live > most.used - most.live ? one : most),
    first,
  )
}

export const createSegments = (onMoved: (block: Buffer, place: number) => void): Segments => {
  const segments = new Map<number, Segment>()
  const sum = { used: 0, live: 0, bytes: 0 }
  let head: Segment | null = null
  // Of the segment that ended last: a buffer is not given back before V8 has collected it.
  let spare: Buffer | null = null

  const open = (bytes: Buffer): Segment => {
    let number = 0
    while (segments.has(number)) number += 1
    const segment = { number, bytes, used: 0, live: 0 }
    segments.set(number, segment)
    sum.bytes += bytes.length
    return segment
  }

  const segmentFor = (length: number): Segment => {
    if (length > largestShared) return open(Buffer.alloc(length))
    if (head !== null && head.used + length <= segmentBytes) return head
    const bytes = spare ?? Buffer.alloc(segmentBytes)
    spare = null
    head = open(bytes)
    return head
  }

  const count = (segment: Segment, name: 'used' | 'live', length: number): void => {
    segment[name] += length
    sum[name] += length
  }

  const letGo = (segment: Segment): void => {
    segments.delete(segment.number)
    sum.bytes -= segment.bytes.length
    count(segment, 'live', -segment.live)
    count(segment, 'used', -segment.used)
    segment.bytes.fill(0)
    if (segment.bytes.length === segmentBytes) spare = segment.bytes
    if (segment === head) head = null
  }

  const add = (block: Uint8Array): number => {
    const length = lengthBytes + block.length
    const segment = segmentFor(length)
    const start = segment.used
    segment.bytes.writeInt32LE(length, start)
    segment.bytes.set(block, start + lengthBytes)
    count(segment, 'used', length)
    count(segment, 'live', length)
    return segment.number * segmentBytes + start
  }

  const locate = (place: number) => {
    const segment = segments.get(Math.floor(place / segmentBytes))
    if (segment === undefined) throw new RangeError('there is no block in this place')
    const start = place % segmentBytes
    return { segment, start, length: segment.bytes.readInt32LE(start) }
  }

  const erase = (place: number): void => {
    const { segment, start, length } = locate(place)
    segment.bytes.writeInt32LE(-length, start)
    segment.bytes.fill(0, start + lengthBytes, start + length)
    count(segment, 'live', -length)
    if (segment.live === 0) letGo(segment)
  }

  const clean = (segment: Segment): void => {
    if (segment === head) head = null
    visitBlocks(segment, (bytes, start) => {
      const end = start - lengthBytes + bytes.readInt32LE(start - lengthBytes)
      const block = bytes.subarray(start, end)
      onMoved(block, add(block))
    })
    letGo(segment)
  }

  return {
    add,
    read(place) {
      const { segment, start, length } = locate(place)
      return segment.bytes.subarray(start + lengthBytes, start + length)
    },
    remove(places) {
      places.forEach(erase)
      while (isHoley(sum)) clean(mostHoley(segments.values()))
    },
    clear() {
      for (const segment of [...segments.values()]) letGo(segment)
      spare = null
    },
    walk(visit, isWanted = () => true) {
      for (const segment of segments.values())
        if (isWanted(segment.bytes)) visitBlocks(segment, visit)
    },
    bytes: () => sum.bytes,
  }
}
