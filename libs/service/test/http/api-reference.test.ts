import assert from 'node:assert/strict'
import { extname } from 'node:path'
import { test } from 'node:test'
import { testServer } from '../support/test-server.ts'

const types: Record<string, RegExp> = {
  '.css': /^text\/css/,
  '.js': /^(text|application)\/javascript/,
  '.png': /^image\/png/,
}

test('the page has no inline script, and all it loads is served here', async (t) => {
  const { app, listen } = testServer(t, { name: 'desk <script>' })
  const port = await listen()
  const page = await fetch(`http://127.0.0.1:${port}/docs`)
  const html = await page.text()
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /script-src 'self';/)
  assert.ok(!/unsafe-eval|script-src[^;]*unsafe/.test(policy))
  assert.ok(!/<script(?! src=)/.test(html))
  assert.match(html, /<title>desk &#60;script&#62;<\/title>/)
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path!, page.url))
  assert.equal(loaded.length, 7)
  for (const url of loaded) {
    const answer = await fetch(url)
    assert.equal(answer.status, 200, url.pathname)
    assert.match(answer.headers.get('content-type') ?? '', types[extname(url.pathname)]!)
    assert.ok((await answer.text()).length > 50)
  }
  assert.equal((await app.inject('/docs/package.json')).statusCode, 404)
  assert.equal((await app.inject('/docs/..%2fpackage.json')).statusCode, 404)
})

test('the page shows the document of this server, under whatever path it is reached', async (t) => {
  const { app } = testServer(t)
  app.get('/shoes', () => 'shoes')
  const document = (await app.inject('/openapi.json')).json<object>()
  assert.deepEqual((await app.inject('/docs/json')).json<object>(), document)
  const redirect = await app.inject('/docs')
  assert.deepEqual([redirect.statusCode, redirect.headers.location], [302, 'docs/'])
  const html = (await app.inject('/docs/')).body
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
  assert.ok(
    addresses.every((path) => path.startsWith('./')),
    addresses.join(' '),
  )
})
