/** Turns plain data, as JSON has it, into bytes and back. */
export interface Packing {
  pack(value: unknown): Buffer
  unpack(bytes: Buffer): unknown
}

type Shape = readonly string[]

/** In the place of a shape's number: a list, and what is written as it is. */
const list = -1
const asIs = -2
/** Records of one kind have few shapes; where there are more, the names of their fields are data themselves. */
const maxShapes = 64

const isSame = (shape: Shape, names: Shape): boolean =>
  shape.length === names.length && shape.every((name, place) => name === names[place])

/** Setting such a field would be something else than having it. */
const isSafe = (names: Shape): boolean => !names.includes('__proto__')

const createShapes = () => {
  const shapes: Shape[] = []
  return {
    of: (number: number): Shape => shapes[number] ?? [],
    numberOf(names: Shape): number {
      const known = shapes.findIndex((shape) => isSame(shape, names))
      if (known !== -1) return known
      return shapes.length < maxShapes && isSafe(names) ? shapes.push(names) - 1 : asIs
    },
  }
}

/** Names of fields are kept once for all records: half of a record's JSON are names. */
export const createPacking = (): Packing => {
  const shapes = createShapes()

  const flatten = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return [list, ...value.map(flatten)]
    const fields = value as Readonly<Record<string, unknown>>
    const names = Object.keys(fields)
    const number = shapes.numberOf(names)
    // A field that is there without a value is left out by JSON, and in a list it would become null.
    if (number === asIs || names.some((name) => fields[name] === undefined)) return [asIs, value]
    return [number, ...names.map((name) => flatten(fields[name]))]
  }

  const build = (flat: unknown): unknown => {
    if (!Array.isArray(flat)) return flat
    const [number, ...parts] = flat as [number, ...unknown[]]
    if (number === asIs) return parts[0]
    if (number === list) return parts.map(build)
    const value: Record<string, unknown> = {}
    for (const [place, name] of shapes.of(number).entries()) value[name] = build(parts[place])
    return value
  }

  return {
    pack: (value) => Buffer.from(JSON.stringify(flatten(value))),
    unpack: (bytes) => build(JSON.parse(bytes.toString())),
  }
}
