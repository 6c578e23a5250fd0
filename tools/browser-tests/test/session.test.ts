import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { openSite } from './support/open-site.ts'

/** A browser's cookies, by name. */
class Jar {
  readonly #cookies = new Map<string, string>()
  take(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return response
  }
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

test('sessions', async (t) => {
  // Each request finds an access token that is about to end, and refreshes.
  const site = await openSite(t, { ACCESS_TOKEN_SECONDS: '30' })
  const jar = new Jar()
  const get = async (path: string) =>
    jar.take(await fetch(site.url + path, { headers: { cookie: jar.header }, redirect: 'manual' }))
  const post = async (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
    jar.take(
      await fetch(site.url + path, {
        method: 'POST',
        // As a form without script.
        headers: { cookie: jar.header, origin: site.url, accept: 'text/html', ...headers },
        body: new URLSearchParams(body),
        redirect: 'manual',
      }),
    )
  const credentials = { email: demoAccounts.buyer.email, password: demoPassword }

  await t.test('a guest has no token', async () => {
    assert.equal((await get('/session')).status, 401)
  })

  await t.test('pages have the headers that docs/security.md says', async () => {
    const security = new URL('../../../docs/security.md', import.meta.url)
    const rows = (await docsTable(security, 'Headers')).filter(([app]) => app === 'storefront')
    assert.ok(rows.length > 4)
    for (const path of ['/', '/sign-in', '/nowhere']) {
      const { headers } = await fetch(site.url + path)
      for (const [, , header, value] of rows) {
        const given = headers.get(header!)?.replaceAll(/ 'sha256-[^']+'/g, '')
        assert.equal(given, value, `${path} ${header}`)
      }
    }
  })

  await t.test('a form of another origin is refused', async () => {
    for (const origin of ['https://elsewhere.example', 'null']) {
      assert.equal((await post('/sign-in', credentials, { origin })).status, 403)
    }
  })

  await t.test('signing in leads back to pages of this site only', async () => {
    for (const back of [
      '//elsewhere.example',
      '/.//elsewhere.example',
      '/x/..//elsewhere.example/a',
      '/%2e//elsewhere.example',
      'https://elsewhere.example',
      '/\\elsewhere.example',
      'javascript:1',
    ]) {
      const fresh = await fetch(`${site.url}/sign-in?back=${encodeURIComponent(back)}`, {
        method: 'POST',
        headers: { origin: site.url, accept: 'text/html' },
        body: new URLSearchParams(credentials),
        redirect: 'manual',
      })
      assert.equal(fresh.status, 303)
      assert.equal(fresh.headers.get('location'), '/')
    }
  })

  await t.test('parallel requests that all refresh sign nobody out', async () => {
    assert.equal((await post('/sign-in', credentials)).status, 303)
    for (let round = 0; round < 5; round++) {
      const statuses = await Promise.all(
        Array.from({ length: 8 }, async () => (await get('/session')).status),
      )
      assert.deepEqual(new Set(statuses), new Set([200]))
    }
  })

  await t.test('the refresh token is in no page and no answer that scripts can read', async () => {
    const token = /session=([^;]+)/.exec(jar.header)?.[1] ?? ''
    assert.ok(token.length > 20)
    for (const path of ['/', '/cart', '/session']) {
      const response = await get(path)
      assert.ok(!(await response.text()).includes(decodeURIComponent(token)))
      for (const line of response.headers.getSetCookie()) assert.match(line, /HttpOnly/)
    }
  })

  await t.test('a session that has ended is said, and the page works for a guest', async () => {
    await site.sql`update refresh_tokens set expires_at = now() - interval '1 hour'`
    const response = await get('/')
    assert.equal(response.status, 200)
    assert.match(await response.text(), /로그인이 만료되었습니다/)
    assert.equal((await get('/session')).status, 401)
  })

  await t.test('signing out works while commerce-api is away', async () => {
    await post('/sign-in', credentials)
    const start = await site.stopCommerce()
    assert.equal((await post('/sign-out', {})).status, 303)
    await start()
    assert.equal((await get('/session')).status, 401)
  })
})
