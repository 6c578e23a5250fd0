import ts from 'typescript'

/** What the checker needs to know of one source file. */
export interface SourceFile {
  /** Lines that read the environment of the process. */
  environment: number[]
  /** Lines with `.skip`, `.only` or `.todo` of a test. */
  skippedTests: { line: number; word: string }[]
  lines: number
}

const modifiers = new Set(['only', 'skip', 'todo'])
const testFunctions = new Set(['test', 'it', 'describe', 'suite'])

/** Reads TypeScript or JavaScript with the compiler's own parser, so that comments and strings do not count. */
export function parse(name: string, text: string): SourceFile {
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest)
  const found: SourceFile = { environment: [], skippedTests: [], lines: lineCount(text) }
  const lineOf = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1

  const visit = (node: ts.Node): void => {
    if (readsEnvironment(node)) found.environment.push(lineOf(node))
    for (const word of modifiersOf(node)) found.skippedTests.push({ line: lineOf(node), word })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** `process.env`, `process['env']`, `{ env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (isProperty(node, 'process', 'env')) return true
  if (ts.isElementAccessExpression(node)) {
    const { expression, argumentExpression } = node
    return (
      isNamed(expression, 'process') &&
      ts.isStringLiteralLike(argumentExpression) &&
      argumentExpression.text === 'env'
    )
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return isNamed(node.initializer, 'process') && node.name.elements.some(isEnv)
  }
  if (!ts.isImportDeclaration(node)) return false
  const bindings = node.importClause?.namedBindings
  const { moduleSpecifier } = node
  if (!ts.isStringLiteral(moduleSpecifier) || !/^(node:)?process$/.test(moduleSpecifier.text)) return false
  return bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.some(isEnv)
}

function isEnv(element: ts.BindingElement | ts.ImportSpecifier): boolean {
  return isNamed(element.propertyName ?? element.name, 'env')
}

function modifiersOf(node: ts.Node): string[] {
  if (!ts.isCallExpression(node)) return []
  const { expression: callee } = node
  if (ts.isPropertyAccessExpression(callee) && modifiers.has(callee.name.text)) return [callee.name.text]
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  if (!ts.isIdentifier(name) || !testFunctions.has(name.text)) return []
  return node.arguments
    .filter(ts.isObjectLiteralExpression)
    .flatMap(({ properties }) => properties)
    .map((property) => (property.name && ts.isIdentifier(property.name) ? property.name.text : ''))
    .filter((word) => modifiers.has(word))
}

function isProperty(node: ts.Node, object: string, property: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) && isNamed(node.expression, object) && node.name.text === property
  )
}

function isNamed(node: ts.Node | undefined, name: string): boolean {
  return node !== undefined && ts.isIdentifier(node) && node.text === name
}
