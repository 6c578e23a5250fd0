/** A closure: `name(arguments) { … }`. */
export interface Block {
  name: string
  line: number
  /** The first string among its arguments. */
  label: string | undefined
  /** What its lines begin with, in order: names of calls and of blocks. */
  statements: string[]
  children: Block[]
}

export interface Token {
  kind: 'name' | 'string' | 'sign' | 'line end'
  text: string
  line: number
  /** Whether `$` has a meaning in it. */
  isInterpolated?: boolean
}

const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?\*\/|(?<text>'''[^]*?'''|"""[^]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|(?<name>[A-Za-z_]\w*)|(?<end>\n)|(?<sign>[^\s])/g
const PAIRS: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' }

/** The tokens of Groovy as far as a Jenkinsfile needs it, without comments and spaces. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  for (const { 0: whole, groups = {} } of source.matchAll(TOKEN)) {
    const { text, name, end, sign } = groups
    if (text !== undefined) {
      const width = text.startsWith(`'''`) || text.startsWith(`"""`) ? 3 : 1
      const isInterpolated = text.startsWith('"')
      tokens.push({ kind: 'string', text: text.slice(width, -width), line, isInterpolated })
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name, line })
    else if (end !== undefined) tokens.push({ kind: 'line end', text: end, line })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, line })
    line += whole.split('\n').length - 1
  }
  return tokens
}

/** The blocks of a file, as the children of one without a name. Throws with the line when brackets do not match. */
export function blocksOf(source: string): Block {
  const tokens = tokensOf(source)
  const root: Block = { name: '', line: 0, label: undefined, statements: [], children: [] }
  const open: { sign: string; line: number; at: number; block: Block | undefined }[] = []
  /** Where the bracket that a `)` closes was opened. */
  const openedAt = new Map<number, number>()
  const inside = () => open.findLast(({ block }) => block)?.block ?? root
  for (const [index, { kind, text, line }] of tokens.entries()) {
    const before = tokens[index - 1]
    if (kind === 'name' && (!before || before.kind === 'line end' || before.text === '{'))
      inside().statements.push(text)
    if (kind !== 'sign') continue
    if (text === '(' || text === '[') open.push({ sign: text, line, at: index, block: undefined })
    else if (text === '{') {
      const from = before?.text === ')' ? openedAt.get(index - 1)! : index
      const name = tokens[from - 1]
      const label = tokens.slice(from, index).find((token) => token.kind === 'string')?.text
      const block = {
        name: name?.kind === 'name' ? name.text : '',
        line,
        label,
        statements: [],
        children: [],
      }
      inside().children.push(block)
      open.push({ sign: text, line, at: index, block })
    } else if (text in PAIRS) {
      const last = open.pop()
      if (!last || last.sign !== PAIRS[text]) throw new Error(`line ${line}: ${text} closes nothing`)
      openedAt.set(index, last.at)
    }
  }
  const left = open.at(-1)
  if (left) throw new Error(`line ${left.line}: ${left.sign} is not closed`)
  return root
}

/** The scripts of all `sh` steps. */
export function scriptsOf(source: string): { line: number; script: string }[] {
  const tokens = tokensOf(source).filter(({ kind }) => kind !== 'line end')
  return tokens.flatMap(({ kind, text, line }, index) => {
    if (kind !== 'name' || text !== 'sh') return []
    const rest = tokens.slice(index + 1)
    if (rest[0]?.kind === 'string') return [{ line, script: rest[0].text }]
    const at = rest.findIndex((token) => token.text === 'script')
    return [{ line, script: rest[at + 2]!.text }]
  })
}
