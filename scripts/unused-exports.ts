import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'

/**
 * Names every exported value that no other file imports. The packages that do this either do not install from a lock
 * file on every platform (knip) or do not follow an import of `./folder/index.ts` by its full name (ts-unused-exports).
 * Types are left alone: they say what an exported function takes and gives.
 */
const folders = ['src', 'mocks', 'demo', 'scripts', 'bench', 'tests']
const files = folders.flatMap((folder) =>
  globSync(`${folder}/**/*.ts`, { exclude: ['**/node_modules/**', 'src/generated/**'] }),
)

interface Module {
  readonly path: string
  readonly exported: readonly string[]
  /** By the path of the file they come from; `*` is all of it. */
  readonly imported: readonly (readonly [path: string, name: string])[]
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)

const valuesOf = (node: ts.Statement): readonly string[] => {
  if (
    ts.isExportDeclaration(node) &&
    node.exportClause &&
    ts.isNamedExports(node.exportClause) &&
    !node.isTypeOnly
  )
    return node.exportClause.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name }) => name.text)
  if (!isExported(node)) return []
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    )
  return (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name
    ? [node.name.text]
    : []
}

const namesIn = (node: ts.ImportDeclaration | ts.ExportDeclaration): readonly string[] => {
  const bindings = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : node.exportClause
  if (bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)))
    return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
  return ['*']
}

const importsOf = (node: ts.Statement, path: string): readonly (readonly [string, string])[] => {
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return []
  const from = node.moduleSpecifier
  if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith('.')) return []
  const target = resolve(path, '..', from.text)
  return namesIn(node).map((name) => [target, name] as const)
}

/** `import('./a.ts')`, of which all may be used. */
const importedLater = (text: string, path: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, from = '']) => [
    resolve(path, '..', from),
    '*',
  ])

const read = (file: string): Module => {
  const path = resolve(file)
  const text = readFileSync(path, 'utf8')
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  return {
    path,
    exported: statements.flatMap((node) => valuesOf(node)),
    imported: [
      ...statements.flatMap((node) => importsOf(node, path)),
      ...importedLater(text, path),
    ],
  }
}

const modules = files.map(read)
const used = new Set(
  modules.flatMap(({ imported }) => imported.map(([path, name]) => `${path} ${name}`)),
)
const unused = modules.flatMap(({ path, exported }) =>
  used.has(`${path} *`)
    ? []
    : exported.filter((name) => !used.has(`${path} ${name}`)).map((name) => `${path}: ${name}`),
)
for (const line of unused) console.error(`never imported: ${line}`)
console.log(`${files.length} files, ${unused.length} unused exports`)
process.exitCode = unused.length > 0 ? 1 : 0
