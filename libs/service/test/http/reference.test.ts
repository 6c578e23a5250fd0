import assert from 'node:assert/strict'
import { test } from 'node:test'
import { desk } from '../support/desk.ts'

test('the page has no inline script, and all it loads is served here', async (t) => {
  const { app, listen } = desk(t, { name: 'desk <script>' })
  const port = await listen()
  const page = await fetch(`http://127.0.0.1:${port}/docs`)
  const html = await page.text()
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /script-src 'self';/)
  assert.ok(!/unsafe-eval|script-src[^;]*unsafe/.test(policy))
  assert.ok(!/<script(?! src=)/.test(html))
  assert.match(html, /<title>desk &#60;script&#62;<\/title>/)
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path!, page.url))
  assert.equal(loaded.length, 3)
  for (const url of loaded) {
    const answer = await fetch(url)
    assert.equal(answer.status, 200, url.pathname)
    assert.match(
      answer.headers.get('content-type') ?? '',
      url.pathname.endsWith('.css') ? /text\/css/ : /text\/javascript/,
    )
    assert.ok((await answer.text()).length > 50)
  }
  assert.equal((await app.inject('/docs/package.json')).statusCode, 404)
  assert.equal((await app.inject('/docs/..%2fpackage.json')).statusCode, 404)
})
