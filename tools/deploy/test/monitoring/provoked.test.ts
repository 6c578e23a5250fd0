import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { startPrometheus } from '@munova/tool-services'
import { ruleFiles } from '../support/monitoring/rules.ts'
import { startServers } from '../support/servers.ts'

/** A minute of the rules is this long here. */
const MINUTE_MS = 600
const SCRAPE_MS = 250

test('Prometheus notices a broker that is away, a process that is gone and requests that fail, and that they are back', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-prometheus-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const { apps, exchange } = await startServers(t)
  for (const file of ruleFiles())
    await writeFile(join(folder, basename(file)), scaled(readFileSync(file, 'utf8')))
  const jobs = Object.entries(apps).map(([job, { url }]) => ({
    job_name: job,
    static_configs: [{ targets: [new URL(url).host] }],
  }))
  const configuration = {
    global: {
      scrape_interval: `${SCRAPE_MS}ms`,
      scrape_timeout: `${SCRAPE_MS}ms`,
      evaluation_interval: '250ms',
    },
    rule_files: ['availability', 'events', 'processes'].map((name) => `${name}.yml`),
    scrape_configs: jobs,
  }
  const prometheus = await startPrometheus(JSON.stringify(configuration), { folder })
  t.after(() => prometheus.stop())
  const query = async (expr: string) => {
    const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expr)}`)
    const { data } = (await response.json()) as { data: { result: { metric: Record<string, string> }[] } }
    return data.result.map(({ metric }) => metric)
  }
  const firing = async (alert: string) =>
    (await query(`ALERTS{alertstate="firing",alertname="${alert}"}`))
      .map(({ job }) => job!)
      .toSorted((a, b) => a.localeCompare(b))
  const fires = (alert: string, expected: string[]) =>
    until(async () => String(await firing(alert)) === String(expected), {
      what: `${alert} of ${expected.join(', ') || 'nothing'}`,
      timeoutMs: 60_000,
    })

  await until(async () => (await query('up == 1')).length === 3, { what: 'all targets', timeoutMs: 60_000 })
  exchange.stop()
  await fires('BrokerDown', ['chat-server', 'commerce-api'])
  assert.deepEqual(await firing('ProcessDown'), [])
  exchange.start()
  await fires('BrokerDown', [])

  await apps['commerce-api'].close()
  const buying = setInterval(() => void fetch(`${apps.storefront.url}/v1/products`).catch(() => {}), 50)
  t.after(() => clearInterval(buying))
  await fires('ProcessDown', ['commerce-api'])
  await fires('ErrorRate', ['storefront'])
  clearInterval(buying)
  await fires('ErrorRate', [])
})

/** A file of rules with all its periods shorter, by one factor. */
function scaled(rules: string): string {
  const units: Record<string, number> = { s: 1 / 60, m: 1, h: 60 }
  const shorter = (count: string, unit: string) => `${Math.ceil(Number(count) * units[unit]! * MINUTE_MS)}ms`
  return rules
    .replaceAll(/\[(\d+)([smh])\]/g, (_, count: string, unit: string) => `[${shorter(count, unit)}]`)
    .replaceAll(
      /^( *for: )(\d+)([smh])$/gm,
      (_, key: string, count: string, unit: string) => key + shorter(count, unit),
    )
}
