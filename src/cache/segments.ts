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
  /** Overwrites it with zeros: it may have been about a person. May move others. */
  remove(place: number): void
  clear(): void
  /** Every block, or those of segments that are wanted. Nothing may be added or removed meanwhile. */
  walk(visit: Visit, isWanted?: (bytes: Buffer) => boolean): void
  /** What the buffers take, holes and all. */
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

/** Above malloc's threshold for memory of its own (decision 7), so that a segment that is let go of is given back. */
const segmentBytes = 256 * 1024
/** Before each block its length, the head included; below zero once it is removed. */
const headBytes = 4

/** Of what is written, a quarter may be holes: to win back one byte, at most three are written anew. */
const isHoley = ({ used, live }: { readonly used: number; readonly live: number }): boolean =>
  (used - live) * 4 > used

const visitBlocks = ({ bytes, used }: Segment, visit: Visit): void => {
  for (let at = 0; at < used;) {
    const length = bytes.readInt32LE(at)
    if (length > 0) visit(bytes, at + headBytes)
    at += Math.abs(length)
  }
}

const mostHoley = (segments: Iterable<Segment>): Segment | null => {
  let most: Segment | null = null
  for (const one of segments)
    if (most === null || one.used - one.live > most.used - most.live) most = one
  return most
}

export const createSegments = (onMoved: (block: Buffer, place: number) => void): Segments => {
  const segments = new Map<number, Segment>()
  const sum = { used: 0, live: 0, bytes: 0 }
  let head: Segment | null = null
  // Of the segment that ended last: a buffer is not given back before V8 has collected it.
  let spare: Buffer | null = null

  const bufferOf = (length: number): Buffer => {
    if (spare === null || length > segmentBytes) return Buffer.alloc(Math.max(length, segmentBytes))
    const bytes = spare
    spare = null
    return bytes
  }

  const open = (length: number): Segment => {
    let number = 0
    while (segments.has(number)) number += 1
    const segment = { number, bytes: bufferOf(length), used: 0, live: 0 }
    segments.set(number, segment)
    sum.bytes += segment.bytes.length
    return segment
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
    const length = headBytes + block.length
    if (head === null || head.used + length > head.bytes.length) head = open(length)
    const start = head.used
    head.bytes.writeInt32LE(length, start)
    head.bytes.set(block, start + headBytes)
    count(head, 'used', length)
    count(head, 'live', length)
    return head.number * segmentBytes + start
  }

  const locate = (place: number) => {
    const segment = segments.get(Math.floor(place / segmentBytes))
    if (segment === undefined) throw new RangeError('there is no block in this place')
    const start = place % segmentBytes
    return { segment, start, length: segment.bytes.readInt32LE(start) }
  }

  const clean = (segment: Segment): void => {
    if (segment === head) head = null
    visitBlocks(segment, (bytes, start) => {
      const end = start - headBytes + bytes.readInt32LE(start - headBytes)
      const block = bytes.subarray(start, end)
      onMoved(block, add(block))
    })
    letGo(segment)
  }

  return {
    add,
    read(place) {
      const { segment, start, length } = locate(place)
      return segment.bytes.subarray(start + headBytes, start + length)
    },
    remove(place) {
      const { segment, start, length } = locate(place)
      segment.bytes.writeInt32LE(-length, start)
      segment.bytes.fill(0, start + headBytes, start + length)
      count(segment, 'live', -length)
      const holey = isHoley(sum) ? mostHoley(segments.values()) : null
      if (segment.live === 0) letGo(segment)
      else if (holey !== null) clean(holey)
    },
    clear() {
      for (const segment of [...segments.values()]) letGo(segment)
      spare = null
    },
    walk(visit, isWanted = () => true) {
      for (const segment of segments.values())
        if (isWanted(segment.bytes)) visitBlocks(segment, visit)
    },
    bytes: () => sum.bytes + (spare?.length ?? 0),
  }
}
