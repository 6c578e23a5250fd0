import ts from 'typescript'

export interface Import {
  specifier: string
  line: number
  /** Erased before the program runs. */
  typeOnly: boolean
}

/** What the rules want to know of one source file. */
export interface SourceFile {
  imports: Import[]
  /** Lines that read the environment of the process. */
  environment: number[]
  /** Lines on which a test is left out, singled out, or promised. */
  unfinishedTests: { line: number; word: string }[]
  lines: number
}

const unfinished = new Set(['only', 'skip', 'todo'])
const testFunctions = new Set(['test', 'it', 'describe', 'suite'])

/** Reads TypeScript or JavaScript with the compiler's own parser, so that comments and strings do not count. */
export function parse(name: string, text: string): SourceFile {
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest)
  const found: SourceFile = { imports: [], environment: [], unfinishedTests: [], lines: lineCount(text) }
  const lineOf = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1

  const visit = (node: ts.Node): void => {
    const imported = importOf(node)
    if (imported) found.imports.push({ ...imported, line: lineOf(node) })
    if (readsEnvironment(node)) found.environment.push(lineOf(node))
    for (const word of unfinishedWords(node)) found.unfinishedTests.push({ line: lineOf(node), word })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

export function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return stringOf(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
  }
  if (ts.isExportDeclaration(node)) return stringOf(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? stringOf(node.argument.literal, true) : undefined
  }
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require') ||
    isProperty(expression, 'require', 'resolve') ||
    (ts.isPropertyAccessExpression(expression) &&
      expression.name.text === 'resolve' &&
      ts.isMetaProperty(expression.expression))
  return loads ? stringOf(node.arguments[0], false) : undefined
}

function stringOf(node: ts.Node | undefined, typeOnly: boolean) {
  return node && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined
}

/** `process.env`, `process['env']`, `{ env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (isProperty(node, 'process', 'env')) return true
  if (ts.isElementAccessExpression(node)) {
    const { expression, argumentExpression } = node
    return isNamed(expression, 'process') && stringOf(argumentExpression, false)?.specifier === 'env'
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return isNamed(node.initializer, 'process') && node.name.elements.some(isEnv)
  }
  if (!ts.isImportDeclaration(node)) return false
  const bindings = node.importClause?.namedBindings
  if (!/^(node:)?process$/.test(stringOf(node.moduleSpecifier, false)?.specifier ?? '')) return false
  return bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.some(isEnv)
}

function isEnv(element: ts.BindingElement | ts.ImportSpecifier): boolean {
  return isNamed(element.propertyName ?? element.name, 'env')
}

function unfinishedWords(node: ts.Node): string[] {
  if (!ts.isCallExpression(node)) return []
  const { expression: callee } = node
  if (ts.isPropertyAccessExpression(callee) && unfinished.has(callee.name.text)) return [callee.name.text]
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  if (!ts.isIdentifier(name) || !testFunctions.has(name.text)) return []
  return node.arguments
    .filter(ts.isObjectLiteralExpression)
    .flatMap(({ properties }) => properties)
    .map((property) => (property.name && ts.isIdentifier(property.name) ? property.name.text : ''))
    .filter((word) => unfinished.has(word))
}

function isProperty(node: ts.Node, object: string, property: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) && isNamed(node.expression, object) && node.name.text === property
  )
}

function isNamed(node: ts.Node | undefined, name: string): boolean {
  return node !== undefined && ts.isIdentifier(node) && node.text === name
}
