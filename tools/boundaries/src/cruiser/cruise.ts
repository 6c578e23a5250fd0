import { cruise as runCruiser } from 'dependency-cruiser'
import { rules, type Rule, type Violation } from '../violation.ts'
import type { Workspace } from '../workspace.ts'
import { cruiserRules } from './rules.ts'

/** What dependency-cruiser finds in these files and folders, paths relative to the workspace. */
export async function cruise(workspace: Workspace, paths: readonly string[]): Promise<Violation[]> {
  const forbidden = cruiserRules(workspace)
  const advice = new Map<string, string>(forbidden.map(({ name, comment }) => [name, comment]))
  const { output } = await runCruiser([...paths], {
    baseDir: workspace.root,
    validate: true,
    ruleSet: { forbidden: forbidden.map((rule) => ({ ...rule, severity: 'error' })) },
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|build|[.]svelte-kit)/' },
    // A type import couples two folders as much as a value does.
    tsPreCompilationDeps: true,
    // A package of the workspace is then one of node_modules, which its importer declares like any other.
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    skipAnalysisNotInRules: true,
  })
  if (typeof output === 'string')
    throw new TypeError('dependency-cruiser printed a report instead of returning it')
  return output.summary.violations.map(({ from, to, unresolvedTo, cycle, rule }) => {
    const target = cycle ? cycle.map(({ name }) => name).join(' → ') : nameOf(to, unresolvedTo)
    return { file: from, rule: ruleOf(rule.name), message: `→ ${target}: ${advice.get(rule.name)}` }
  })
}

function ruleOf(name: string): Rule {
  const rule = rules.find((known) => name.startsWith(`${known}/`))
  if (rule === undefined)
    throw new TypeError(`dependency-cruiser reports the rule ${name}, which we did not give it`)
  return rule
}

/** What was imported: a package as the import names it, any other file by its path. */
function nameOf(path: string, specifier = path): string {
  return path.includes('node_modules/') ? specifier : path
}
