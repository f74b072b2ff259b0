import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/** One file of the project imports another. Paths start at the root of the project: `src/app.ts`. */
export interface Import {
  readonly from: string
  readonly to: string
  /** `import type` leaves nothing behind when types are stripped; every other import is carried out. */
  readonly isType: boolean
}

interface Mention {
  readonly specifier: ts.Node | undefined
  readonly isType: boolean
}

const isDynamicImport = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword

/** `import { type A }` counts as carried out: with `verbatimModuleSyntax` it becomes `import {}`. */
const mentionIn = (node: ts.Node): Mention | null => {
  if (ts.isImportDeclaration(node)) {
    const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    return { specifier: node.moduleSpecifier, isType }
  }
  if (ts.isExportDeclaration(node))
    return { specifier: node.moduleSpecifier, isType: node.isTypeOnly }
  if (isDynamicImport(node)) return { specifier: node.arguments[0], isType: false }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: node.argument.literal, isType: true }
  return null
}

/** The relative imports of one file's text. */
export const importsIn = (from: string, text: string): readonly Import[] => {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const { specifier, isType = false } = mentionIn(node) ?? {}
    if (
      specifier !== undefined &&
      ts.isStringLiteralLike(specifier) &&
      specifier.text.startsWith('.')
    )
      found.push({ from, to: normalize(join(dirname(from), specifier.text)), isType })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest))
  return found
}

/** Every relative import in TypeScript files under the folders given. */
export const readImports = (root: string, folders: readonly string[]): readonly Import[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ['**/node_modules'] }))
    .flatMap((file) => importsIn(file, readFileSync(join(root, file), 'utf8')))
