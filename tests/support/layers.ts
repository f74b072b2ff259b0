import type { Import } from './import-graph.ts'

/** From top to bottom. A folder may import those on its own line and below. */
const layers: readonly (readonly string[])[] = [
  ['src/main.ts'],
  ['src/app.ts', 'src/config.ts', 'src/workers.ts'],
  ['src/server', 'src/reports', 'src/telemetry'],
  ['src/executor', 'src/resolvers', 'src/access', 'src/audit', 'src/generated'],
  ['src/sources'],
  ['src/cache', 'src/http'],
  ['src/domain', 'src/lib'],
]

const isIn = (file: string, place: string): boolean =>
  file === place || file.startsWith(`${place}/`)

const layerOf = (file: string): number =>
  layers.findIndex((places) => places.some((place) => isIn(file, place)))

const sourceOf = (file: string): string | undefined =>
  /^src\/sources\/(?<name>[^/]+)\//.exec(file)?.groups?.['name']

const arrow = ({ from, to }: Import): string => `${from} → ${to}`

const among = (
  imports: readonly Import[],
  isBroken: (entry: Import) => boolean,
): readonly string[] => imports.filter(isBroken).map(arrow)

const withinSrc = ({ from, to }: Import): boolean => isIn(from, 'src') && isIn(to, 'src')

export const upwardImports = (imports: readonly Import[]): readonly string[] =>
  among(imports, (entry) => withinSrc(entry) && layerOf(entry.to) < layerOf(entry.from))

/** Files that no layer names, so that no rule would hold for them. */
export const filesWithoutLayer = (imports: readonly Import[]): readonly string[] => [
  ...new Set(
    imports
      .flatMap(({ from, to }) => [from, to])
      .filter((file) => isIn(file, 'src') && layerOf(file) === -1),
  ),
]

export const importsBetweenSources = (imports: readonly Import[]): readonly string[] =>
  among(imports, ({ from, to }) => {
    const [own, other] = [sourceOf(from), sourceOf(to)]
    return own !== undefined && other !== undefined && own !== other
  })

/** Nothing but a source's own tests, and the peers of the bench that have to make the very same calls, looks inside. */
const insiders = ['tests/sources', 'bench']

export const importsPastAnIndex = (imports: readonly Import[]): readonly string[] =>
  among(imports, ({ from, to }) => {
    const source = sourceOf(to)
    const isInsider = sourceOf(from) !== undefined || insiders.some((place) => isIn(from, place))
    if (source === undefined || isInsider) return false
    return to !== `src/sources/${source}/index.ts`
  })

export const importsOutOfSrc = (imports: readonly Import[]): readonly string[] =>
  among(imports, ({ from, to }) => isIn(from, 'src') && !isIn(to, 'src'))

/** The simulators are a second implementation of each contract: shared code would share its mistakes. */
export const importsByMocks = (imports: readonly Import[]): readonly string[] =>
  among(
    imports,
    ({ from, to }) =>
      isIn(from, 'mocks') && !['mocks', 'src/domain', 'src/lib'].some((place) => isIn(to, place)),
  )

const targetsByFile = (imports: readonly Import[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(imports, ({ from }) => from)].map(([from, own]) => [
      from,
      own.map(({ to }) => to),
    ]),
  )

/** One cycle for each way back found, as `a → b → a`. */
export const cycles = (imports: readonly Import[]): readonly string[] => {
  const targets = targetsByFile(imports)
  const done = new Set<string>()
  const found: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start !== -1) found.push([...path.slice(start), file].join(' → '))
    if (start !== -1 || done.has(file)) return
    for (const target of targets.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) walk(file, [])
  return found
}

const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/')

/** The same between the folders of `src/`: two that need each other are one. */
export const folderCycles = (imports: readonly Import[]): readonly string[] =>
  cycles(
    imports
      .filter(withinSrc)
      .map((entry) => ({ ...entry, from: folderOf(entry.from), to: folderOf(entry.to) }))
      .filter(({ from, to }) => from !== to),
  )
