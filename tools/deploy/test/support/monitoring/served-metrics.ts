import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { StorefrontConfig, startStorefront } from '@munova/storefront'
import { type Cleanup, testDatabase } from '@munova/testing'
import { workspace } from '../../../src/index.ts'

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

/** Three servers, one of each app, with a database and a broker of their own. */
export async function startServers(t: Cleanup) {
  const folder = await mkdtemp(join(tmpdir(), 'munova-monitored-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const [commerce, chat] = await Promise.all(
    ['commerce-api', 'chat-server'].map((app) =>
      testDatabase(t, pathToFileURL(join(workspace, `apps/${app}/migrations/`))),
    ),
  )
  const exchange = new MemoryExchange()
  const log = createLog({ name: 'monitored', level: 'silent' })
  const common = { PORT: '0', LOG_LEVEL: 'silent', DRAIN_GRACE_MS: '0', DRAIN_MS: '50' }
  const api = await startCommerceApi(
    CommerceConfig.parse({
      ...common,
      DATABASE_URL: commerce!.url,
      JWT_KEYS_FILE: join(folder, 'signing.json'),
      PICTURE_STORE: join(folder, 'pictures'),
    }),
    { broker: connectMemory(exchange), log },
  )
  t.after(() => api.close())
  const node = await startChatServer(
    ChatConfig.parse({
      ...common,
      DATABASE_URL: chat!.url,
      AUTH_JWKS: `${api.url}/.well-known/jwks.json`,
      RSOCKET_PORT: '0',
      PICTURE_STORE: join(folder, 'chat-pictures'),
    }),
    { broker: connectMemory(exchange), log },
  )
  t.after(() => node.close())
  const pages = pathToFileURL(join(workspace, 'apps/storefront/test/support/pages.ts'))
  const storefront = await startStorefront(
    StorefrontConfig.parse({
      ...common,
      HOST: '127.0.0.1',
      COMMERCE_API_URL: api.url,
      CHAT_SERVER_URL: node.url,
    }),
    { pages, log },
  )
  t.after(() => storefront.close())
  return { apps: { 'commerce-api': api, 'chat-server': node, storefront }, exchange }
}

/** The names of all time series on the metrics pages of the three servers, and of what Prometheus adds. */
export async function servedMetrics(t: Cleanup): Promise<Set<string>> {
  const names = new Set(MADE_BY_PROMETHEUS)
  for (const { url } of Object.values((await startServers(t)).apps)) {
    const page = await (await fetch(new URL('/metrics', url))).text()
    for (const [, name, type] of page.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      names.add(name!)
      if (type === 'histogram') for (const part of ['bucket', 'count', 'sum']) names.add(`${name}_${part}`)
    }
  }
  return names
}
