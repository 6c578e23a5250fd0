import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Cleanup, testTokens } from '@munova/testing'
import { SignInNeeded } from '@munova/chat-client'
import { openSession } from '../src/session.ts'

interface Asked {
  path: string
  body: Record<string, unknown>
}

/** Answers like the sign-in of commerce-api. `refuse` gives the problem code of an answer, if it is to be one. */
async function openApi(t: Cleanup, refuse: (asked: Asked) => string | undefined = () => undefined) {
  const tokens = await testTokens(t)
  const asked: Asked[] = []
  const accessToken = await tokens.sign({ memberId: 7, role: 'SELLER', expiresIn: 900 })
  const answer = (question: Asked) => {
    asked.push(question)
    const code = refuse(question)
    if (code) return { code, title: 'no' }
    return { accessToken, refreshToken: `refresh-${asked.length}`, expiresIn: 900 }
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const json = answer({ path: request.url!, body: JSON.parse(body) as Asked['body'] })
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
  const who = { kind: 'account', email: 'seller@munova.example', password: 'secret' } as const
  return { session: openSession({ api, who }), asked }
}

const paths = (asked: Asked[]) => asked.map(({ path }) => path.replace('/v1/auth/', ''))

test('one sign-in serves all who ask; a fresh token is one refresh, each refresh token is used once', async (t) => {
  const { session, asked } = await openApi(t)
  await Promise.all([session.token(), session.token(), session.role()])
  assert.equal(await session.role(), 'SELLER')
  await Promise.all([session.token({ fresh: true }), session.token({ fresh: true })])
  await session.token({ fresh: true })
  await session.close()
  assert.deepEqual(paths(asked), ['sign-in', 'refresh', 'refresh', 'sign-out'])
  assert.deepEqual(
    asked.slice(1).map(({ body }) => body['refreshToken']),
    ['refresh-1', 'refresh-2', 'refresh-3'],
  )
})

test('a session that was ended elsewhere is begun again', async (t) => {
  const { session, asked } = await openApi(t, ({ path }) =>
    path.endsWith('/refresh') ? 'REFRESH_INVALID' : undefined,
  )
  await session.token()
  await session.token({ fresh: true })
  assert.deepEqual(paths(asked), ['sign-in', 'refresh', 'sign-in'])
})

test('a wrong password is the end, and is not in the error', async (t) => {
  const { session } = await openApi(t, () => 'WRONG_CREDENTIALS')
  await assert.rejects(session.token(), (error: Error) => {
    assert.ok(error instanceof SignInNeeded)
    assert.ok(!String(error.stack).includes('secret'))
    return true
  })
})
