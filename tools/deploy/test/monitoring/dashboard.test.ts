import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { promtool } from '@munova/tool-services'
import { parse } from 'yaml'
import { workspace } from '../../src/index.ts'
import { readText } from '../support/compose-file.ts'
import { composeSchema } from '../support/compose-schema.ts'
import { metricsOf, servedMetrics } from '../support/monitoring/served-metrics.ts'

interface Panel {
  id: number
  title: string
  datasource: { uid: string }
  gridPos: { x: number; y: number; w: number; h: number }
  targets: { expr: string; legendFormat: string }[]
}

const { panels } = JSON.parse(readText('deploy/grafana/dashboards/munova.json')) as { panels: Panel[] }
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

test('Prometheus reads each expression of the dashboard', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-dashboard-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const rules = expressions.map((expr, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll('$__rate_interval', '1m'),
  }))
  const file = join(folder, 'rules.yml')
  await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
  const { code, output } = await promtool(['check', 'rules', file])
  assert.equal(code, 0, output)
})

test('each metric on the dashboard is one of the servers', async (t) => {
  const served = await servedMetrics(t)
  const names = expressions.flatMap(metricsOf)
  assert.ok(names.length >= panels.length)
  for (const name of names) assert.ok(served.has(name), name)
})

test('a person reads it in a minute: few panels, none over another, on one screen and a half', () => {
  assert.ok(panels.length <= 16)
  const cells = new Set<string>()
  for (const { title, gridPos } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.ok(!cells.has(`${x} ${y}`), title)
        cells.add(`${x} ${y}`)
      }
    assert.ok(gridPos.y + gridPos.h <= 32, title)
  }
})

test('the provisioned data source is the one of the panels, and Compose mounts the folders that are there', () => {
  const { datasources } = parse(readText('deploy/grafana/provisioning/datasources/prometheus.yml')) as {
    datasources: { uid: string; url: string }[]
  }
  assert.deepEqual([...new Set(panels.map(({ datasource }) => datasource.uid))], [datasources[0]!.uid])
  const file = parse(readText('deploy/monitoring.yml')) as {
    services: Record<string, { volumes: string[] }>
  }
  const validate = new Ajv({ strict: false }).compile(composeSchema)
  assert.ok(validate(file), JSON.stringify(validate.errors))
  assert.ok(new URL(datasources[0]!.url).hostname in file.services)
  const { providers } = parse(readText('deploy/grafana/provisioning/dashboards/munova.yml')) as {
    providers: { options: { path: string } }[]
  }
  const mounts = Object.values(file.services).flatMap(({ volumes }) => volumes.map((each) => each.split(':')))
  assert.ok(mounts.some(([, to]) => to === providers[0]!.options.path))
  for (const [from] of mounts) if (from!.startsWith('./')) assert.ok(existsSync(join(workspace, from!)), from)
})

test('the targets of Prometheus are the services of docker-compose.yml and of the backups, and their ports', () => {
  const services = ['docker-compose.yml', 'deploy/backup.yml'].flatMap((file) =>
    Object.keys((parse(readText(file)) as { services: object }).services),
  )
  const { scrape_configs: jobs } = parse(readText('deploy/prometheus/prometheus.yml')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
  }
  const ports: Record<string, string> = {
    'commerce-api': '4000',
    'chat-server': '4100',
    storefront: '3000',
    balancer: '8404',
    'backup-metrics': '9100',
  }
  const targets = jobs.flatMap(({ job_name: job, static_configs: lists }) =>
    lists.flatMap((list) => list.targets.map((target) => `${job} ${target}`)),
  )
  const expected = Object.entries(ports).flatMap(([app, port]) =>
    services
      .filter((name) => name === app || name.startsWith(`${app}-`))
      .map((name) => `${app} ${name}:${port}`),
  )
  assert.deepEqual(targets, expected)
})
