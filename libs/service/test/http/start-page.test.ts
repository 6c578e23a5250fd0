import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testServer } from '../support/test-server.ts'

const api = { title: 'desk <b>', introduction: 'Shoes.', schemas: {}, fields: {}, examples: () => ({}) }

test('/ is a page for browsers and JSON for programs, with links that lead somewhere', async (t) => {
  const { app } = testServer(t, { api, demoAccounts: 'a@munova.example & "b"' })
  const get = (accept?: string) => app.inject({ url: '/', headers: accept === undefined ? {} : { accept } })
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5']) {
    const answer = await get(accept)
    assert.match(String(answer.headers['content-type']), /^application\/json/, accept)
    const { title, demoAccounts } = answer.json<Record<string, unknown>>()
    assert.deepEqual([title, demoAccounts], ['desk <b>', 'a@munova.example & "b"'])
  }
  const { headers, body } = await get(browser)
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  assert.match(body, /<h1>desk &#60;b&#62; 1\.2\.3<\/h1>/)
  assert.match(body, /a@munova\.example &#38; &#34;b&#34;/)
  for (const [, path] of body.matchAll(/href="([^"]+)"/g)) {
    assert.equal((await app.inject(`/${path}`)).statusCode, 200, path)
  }
})

test('without demo data the page names no accounts', async (t) => {
  const { app } = testServer(t, { api })
  assert.ok(!('demoAccounts' in (await app.inject('/')).json<object>()))
})
