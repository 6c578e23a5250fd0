import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Cleanup, testTokens } from '@munova/testing'
import { SignInNeeded } from '@munova/chat-client'
import { openSession } from '../src/session.ts'

interface ApiRequest {
  path: string
  body: Record<string, unknown>
}

/** A fake of commerce-api's authentication. `reject` returns the problem code of a request that is to fail. */
async function openApi(t: Cleanup, reject: (request: ApiRequest) => string | undefined = () => undefined) {
  const tokens = await testTokens(t)
  const requests: ApiRequest[] = []
  const accessToken = await tokens.sign({ memberId: 7, role: 'SELLER', expiresIn: 900 })
  const handle = (request: ApiRequest) => {
    requests.push(request)
    const code = reject(request)
    if (code) return { code, title: 'no' }
    return { accessToken, refreshToken: `refresh-${requests.length}`, expiresIn: 900 }
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const json = handle({ path: request.url!, body: JSON.parse(body) as ApiRequest['body'] })
      response.writeHead('code' in json ? 401 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { kind: 'account', email: 'seller@munova.example', password: 'secret' } as const
  return { session: openSession({ api, credentials }), requests }
}

const paths = (requests: ApiRequest[]) => requests.map(({ path }) => path.replace('/v1/auth/', ''))

test('concurrent callers share one sign-in and one refresh; each refresh token is used once', async (t) => {
  const { session, requests } = await openApi(t)
  await Promise.all([session.token(), session.token(), session.role()])
  assert.equal(await session.role(), 'SELLER')
  await Promise.all([session.token({ fresh: true }), session.token({ fresh: true })])
  await session.token({ fresh: true })
  await session.close()
  assert.deepEqual(paths(requests), ['sign-in', 'refresh', 'refresh', 'sign-out'])
  assert.deepEqual(
    requests.slice(1).map(({ body }) => body['refreshToken']),
    ['refresh-1', 'refresh-2', 'refresh-3'],
  )
})

test('a session that was ended elsewhere is replaced by a new sign-in', async (t) => {
  const { session, requests } = await openApi(t, ({ path }) =>
    path.endsWith('/refresh') ? 'REFRESH_INVALID' : undefined,
  )
  await session.token()
  await session.token({ fresh: true })
  assert.deepEqual(paths(requests), ['sign-in', 'refresh', 'sign-in'])
})

test('a wrong password is final and not part of the error', async (t) => {
  const { session } = await openApi(t, () => 'WRONG_CREDENTIALS')
  await assert.rejects(session.token(), (error: Error) => {
    assert.ok(error instanceof SignInNeeded)
    assert.ok(!String(error.stack).includes('secret'))
    return true
  })
})
