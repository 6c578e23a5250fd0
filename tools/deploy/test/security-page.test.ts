import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'
import { startServers } from './support/servers.ts'

const page = pathToFileURL(join(workspace, 'docs/security.md'))

test('each threat and each of the top ten names tests, and they exist', async () => {
  const threats = await docsTable(page, 'Threats')
  const risks = await docsTable(page, 'OWASP top ten')
  assert.deepEqual(
    risks.map(([risk]) => risk!.slice(0, 3)),
    ['A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A09', 'A10'],
  )
  for (const [what, , files] of [...threats, ...risks]) {
    const named = files!.split(', ')
    for (const file of named) {
      assert.match(file, /\.test\.ts$/, what)
      assert.ok(existsSync(join(workspace, file)), `${what}: ${file}`)
    }
  }
})

test('answers of the APIs have the headers of the page', async (t) => {
  const { apps } = await startServers(t)
  const rows = (await docsTable(page, 'Headers')).filter(([app]) => app !== 'storefront')
  assert.deepEqual([...new Set(rows.map(([app]) => app))], ['commerce-api', 'chat-server'])
  for (const [app, path, header, value] of rows) {
    const { url } = apps[app as keyof typeof apps]
    for (const each of path === 'all' ? ['/livez', '/nowhere', '/v1/me', '/openapi.json'] : [path!]) {
      const answer = await fetch(new URL(each, url))
      assert.equal(answer.headers.get(header!), value, `${app} ${each}`)
    }
  }
})

test('the servers ask configured addresses only: nothing that somebody sends is one', () => {
  const folders = '{apps/{commerce-api,chat-server},libs/{auth,service,broker,pictures,database}}/src/**/*.ts'
  const asking = globSync(folders, { cwd: workspace }).filter((file) => {
    const text = readText(file)
    return /(?<![.#\w])fetch\(|import (net|http|https|tls) from|import .*\b(connect|request|get)\b.* from 'node:(net|http|https|http2|tls)'/.test(
      text,
    )
  })
  assert.deepEqual(asking.toSorted(), [
    // TOSS_URL.
    'apps/commerce-api/src/payments/gateway/toss.ts',
    // AUTH_JWKS.
    'libs/auth/src/key-set.ts',
    // DATABASE_URL.
    'libs/database/src/outage.ts',
    'libs/database/src/socket.ts',
  ])
})
