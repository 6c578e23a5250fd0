import type { Cleanup } from '@munova/testing'
import { metricsPage } from '@munova/tool-backup/metrics'
import { startServers } from '../servers.ts'

/** Made by Prometheus for each target. */
const MADE_BY_PROMETHEUS = ['up', 'ALERTS']
/** Of an expression, what is no metric: operators, functions and labels of `by`, whose names have no underscore, or stand in braces or brackets. */
const NAME = /\b[a-z]+(?:_[a-z0-9]+)+\b|\bup\b|\bALERTS\b/g
const LABELS = /\{[^}]*\}|\b(?:by|on|without) \([^)]*\)|"[^"]*"/g
const FUNCTIONS = ['histogram_quantile', 'count_values', 'label_replace', 'group_left']

/** The names of the metrics in an expression. */
export function metricsOf(expr: string): string[] {
  return [...expr.replaceAll(LABELS, '').matchAll(NAME)]
    .map(([name]) => name)
    .filter((name) => !FUNCTIONS.includes(name))
}

/** The names of all time series on the metrics pages of the three servers and of backups, and of what Prometheus adds. */
export async function servedMetrics(t: Cleanup): Promise<Set<string>> {
  const names = new Set(MADE_BY_PROMETHEUS)
  const { apps } = await startServers(t)
  const pages = Object.values(apps).map(async ({ url }) => (await fetch(new URL('/metrics', url))).text())
  for (const page of [...(await Promise.all(pages)), metricsPage({ finishedAt: new Date(), bytes: 0 })]) {
    for (const [, name, type] of page.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      names.add(name!)
      if (type === 'histogram') for (const part of ['bucket', 'count', 'sum']) names.add(`${name}_${part}`)
    }
  }
  return names
}
