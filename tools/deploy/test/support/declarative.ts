import type { Block } from './groovy.ts'

/** What may stand in the blocks of a declarative pipeline (Jenkins, Pipeline Syntax); in the others anything may. */
const GRAMMAR: Readonly<Record<string, readonly string[]>> = {
  pipeline: 'agent environment libraries options parameters post stages tools triggers'.split(' '),
  stages: ['stage'],
  stage: 'agent environment failFast input matrix options parallel post stages steps tools when'.split(' '),
  post: 'always changed fixed regression aborted failure success unstable unsuccessful cleanup'.split(' '),
  agent: 'any none label node docker dockerfile kubernetes'.split(' '),
  when: (
    'allOf anyOf not branch buildingTag changelog changeset changeRequest environment equals expression tag triggeredBy ' +
    'beforeAgent beforeInput beforeOptions'
  ).split(' '),
}
const CONTENTS = ['steps', 'stages', 'parallel', 'matrix']

/** What is wrong with a declarative pipeline's structure, with lines. Scripted parts, in `script`, are not looked at. */
export function mistakesOf(file: Block): string[] {
  const pipelines = file.children.filter(({ name }) => name === 'pipeline')
  if (pipelines.length !== 1) return [`there are ${pipelines.length} pipelines`]
  const [pipeline] = pipelines
  const missing = ['agent', 'stages'].filter((name) => !pipeline!.statements.includes(name))
  return [...missing.map((name) => `pipeline has no ${name}`), ...mistakesIn(pipeline!)]
}

function mistakesIn(block: Block): string[] {
  const { name, label, line, statements, children } = block
  const allowed = GRAMMAR[name]
  if (!allowed) return []
  const where = `line ${line}: ${name}${label === undefined ? '' : ` ${label}`}`
  const unknown = statements.filter((each) => !allowed.includes(each))
  const mistakes = unknown.map((each) => `${where} may not have ${each}`)
  if (statements.length === 0) mistakes.push(`${where} is empty`)
  const once = name === 'stages' ? [] : statements.filter((each, index) => statements.indexOf(each) !== index)
  mistakes.push(...once.map((each) => `${where} has ${each} twice`))
  if (name === 'stage' && statements.filter((each) => CONTENTS.includes(each)).length !== 1)
    mistakes.push(`${where} needs one of ${CONTENTS.join(', ')}`)
  return [...mistakes, ...children.flatMap(mistakesIn)]
}

/** The stages, in order, with those inside of others after them. */
export function stagesOf({ name, label, children }: Block): string[] {
  if (name === 'steps') return []
  return [...(name === 'stage' ? [label!] : []), ...children.flatMap(stagesOf)]
}
