import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promtool } from '@munova/tool-services'
import { readText } from '../support/compose-file.ts'
import { type Alert, alerts, ruleFiles } from '../support/monitoring/rules.ts'
import { type Case, cases } from '../support/monitoring/alert-cases.ts'
import { metricsOf, servedMetrics } from '../support/monitoring/served-metrics.ts'

const EVERY_SECONDS = 30

test('Prometheus accepts the rules and the configuration', async () => {
  const { code, output } = await promtool(['check', 'config', 'deploy/prometheus/prometheus.yml'])
  assert.equal(code, 0, output)
})

test('each alert fires where it should, and stays silent where it should not', async (t) => {
  const all = alerts()
  assert.deepEqual(Object.keys(cases).toSorted(), all.map(({ alert }) => alert).toSorted())
  const folder = await mkdtemp(join(tmpdir(), 'munova-rules-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'test.yml')
  const tests = [true, false].flatMap((fires) => {
    const claims = all.map((alert) => ({
      alert,
      fires,
      given: cases[alert.alert]![fires ? 'fires' : 'silent'],
    }))
    return apart(claims).map((together) => ruleTest(together))
  })
  await writeFile(
    file,
    JSON.stringify({ rule_files: ruleFiles(), evaluation_interval: `${EVERY_SECONDS}s`, tests }),
  )
  const { code, output } = await promtool(['test', 'rules', file])
  assert.equal(code, 0, output)
})

test('each alert has its entry in the run book, in the order of the rules, and each entry its alert', () => {
  const entries = [...readText('docs/runbook.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
  assert.deepEqual(
    entries,
    alerts().map(({ alert }) => alert),
  )
  for (const { alert, annotations, labels } of alerts()) {
    assert.equal(annotations['runbook'], `docs/runbook.md#${alert.toLowerCase()}`)
    assert.match(labels['severity']!, /^(page|ticket)$/)
  }
})

test('each metric that a rule names is one of the servers', async (t) => {
  const served = await servedMetrics(t)
  for (const { alert, expr } of alerts())
    for (const name of metricsOf(expr)) assert.ok(served.has(name), `${alert}: ${name}`)
})

interface Claim {
  alert: Alert
  given: Case
  fires: boolean
}

/** Claims that have nothing to do with each other share a test of promtool, of which each takes its time. */
function apart(claims: Claim[]): Claim[][] {
  const groups: { metrics: Set<string>; claims: Claim[] }[] = []
  for (const claim of claims) {
    const metrics = new Set(metricsOf([claim.alert.expr, ...Object.keys(claim.given.series)].join(' + ')))
    const free = groups.find((group) => group.metrics.isDisjointFrom(metrics))
    if (free) {
      free.claims.push(claim)
      free.metrics = free.metrics.union(metrics)
    } else groups.push({ metrics, claims: [claim] })
  }
  return groups.map((group) => group.claims)
}

const minutesOf = ({ minutes = 15 }: Case) => minutes

function ruleTest(claims: Claim[]) {
  const samples = (Math.max(...claims.map(({ given }) => minutesOf(given))) * 60) / EVERY_SECONDS
  return {
    interval: `${EVERY_SECONDS}s`,
    input_series: claims.flatMap(({ given }) =>
      Object.entries(given.series).map(([series, [from, step]]) => ({
        series,
        values: `${from}+${step}x${samples}`,
      })),
    ),
    alert_rule_test: claims.map(({ alert, given, fires }) => ({
      eval_time: `${minutesOf(given)}m`,
      alertname: alert.alert,
      exp_alerts: fires ? [expected(alert, given.labels ?? {})] : [],
    })),
  }
}

function expected({ labels, annotations }: Alert, found: Record<string, string>) {
  const filledIn = (text: string) =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => found[name] ?? '')
  return {
    exp_labels: { ...found, ...labels },
    exp_annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [name, filledIn(text)]),
    ),
  }
}
