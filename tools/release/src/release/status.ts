import { join } from 'node:path'
import { readState } from '../state/state-file.ts'

/** What the state says, a line for each app and node. It takes no lock, and changes nothing. */
export async function status(folder: string, app?: string): Promise<string[]> {
  const { apps } = await readState(join(folder, 'state.json'))
  const lines: string[] = []
  for (const [name, { current, previous, nodes, attempt, intent }] of Object.entries(apps)) {
    if (app && app !== name) continue
    lines.push(`${name} ${current ?? 'serves nothing'}${previous === null ? '' : `, before it ${previous}`}`)
    for (const node of nodes) lines.push(`  ${node.slot}  ${node.version}  weight ${node.weight}  ${node.id}`)
    if (attempt) {
      const step = intent ? `, at "${intent.step}" since ${intent.at}` : ''
      lines.push(`  ${attempt.kind} of ${attempt.to} since ${attempt.startedAt}${step}`)
    }
  }
  return lines.length > 0 ? lines : ['nothing has been released']
}
