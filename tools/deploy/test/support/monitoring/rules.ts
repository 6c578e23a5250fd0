import { globSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { workspace } from '../../../src/index.ts'
import { readText } from '../compose-file.ts'

export interface Alert {
  alert: string
  expr: string
  for?: string
  labels: Record<string, string>
  annotations: Record<string, string>
}

const FOLDER = 'deploy/prometheus/rules'
/** In the order in which one reads them. */
const FILES = ['availability', 'processes', 'events', 'chat', 'money', 'upkeep']

/** The paths of the files. */
export function ruleFiles(): string[] {
  const names = FILES.map((name) => `${name}.yml`)
  const found = globSync('*.yml', { cwd: join(workspace, FOLDER) })
  if (found.length !== names.length) throw new Error(`the files in ${FOLDER} are others: ${found.join(', ')}`)
  return names.map((name) => join(workspace, FOLDER, name))
}

/** All alerts, in the order of the files. */
export function alerts(): Alert[] {
  return FILES.flatMap((name) => {
    const { groups } = parse(readText(join(FOLDER, `${name}.yml`))) as { groups: { rules: Alert[] }[] }
    return groups.flatMap(({ rules }) => rules)
  })
}
