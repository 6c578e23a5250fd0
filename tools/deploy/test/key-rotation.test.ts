import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { until } from '@munova/testing'
import { workspace } from '../src/index.ts'
import { startServers } from './support/servers.ts'

const MEMBERS = 4
const PAUSE_MS = 20
const password = 'correct horse battery'

test('a rotation of the signing key under traffic signs nobody out, at either server', async (t) => {
  const { apps, keysFile } = await startServers(t, { JWT_KEYS_CHECK_MS: '20', SIGN_UPS_PER_ADDRESS: '100' })
  const [shop, chat] = [apps['commerce-api'].url, apps['chat-server'].url]
  const keys = async (...argv: string[]) => {
    const main = join(workspace, 'apps/commerce-api/src/main.ts')
    const env = { JWT_KEYS_FILE: keysFile }
    return (await promisify(execFile)(process.execPath, [main, 'keys', ...argv], { env })).stdout
  }
  const post = async (path: string, body: object) => {
    const response = await fetch(`${shop}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Session }
  }

  const signedOut: string[] = []
  const served = { shop: 0, chat: 0 }
  const signers = new Set<string>()
  const over = new AbortController()
  /** Refreshes before each pair of requests: more often than any client does. */
  const live = async (n: number) => {
    let { body: session } = await post('/v1/auth/sign-up', {
      email: `m${n}@shop.example`,
      password,
      name: '김미나',
    })
    while (!over.signal.aborted) {
      const refreshed = await post('/v1/auth/refresh', { refreshToken: session.refreshToken })
      if (refreshed.status === 200) session = refreshed.body
      else signedOut.push(`refresh ${refreshed.status}`)
      signers.add(keyOf(session.accessToken))
      for (const [name, url] of [
        ['shop', `${shop}/v1/me`],
        ['chat', `${chat}/v1/rooms`],
      ] as const) {
        const { status } = await fetch(url, { headers: { authorization: `Bearer ${session.accessToken}` } })
        if (status === 200) served[name]++
        // A node that has just read the keys asks to try again.
        else if (status !== 503) signedOut.push(`${name} ${status}`)
      }
      await pause(PAUSE_MS)
    }
  }
  const traffic = Promise.all(Array.from({ length: MEMBERS }, (_, n) => live(n)))
  const serves = (what: string) => {
    const before = { ...served }
    return until(() => served.shop > before.shop && served.chat > before.chat, { what, timeoutMs: 30_000 })
  }

  await serves('requests with the first key')
  const second = (await keys('add')).split('\t')[0]!
  await until(async () => (await (await fetch(`${shop}/.well-known/jwks.json`)).text()).includes(second), {
    what: 'the second key to be published',
  })
  await keys('promote', second, '--now')
  await until(() => signers.has(second), { what: 'tokens of the second key' })
  await serves('requests with the second key')
  // As if the time of the longest token had passed.
  const text = await readFile(keysFile, 'utf8')
  await writeFile(keysFile, text.replace(/"replacedAt": "[^"]*"/, '"replacedAt": "2026-01-01T00:00:00.000Z"'))
  const first = [...signers].find((kid) => kid !== second)!
  await keys('retire', first)
  await serves('requests after the first key is gone')
  over.abort()
  await traffic
  assert.deepEqual(signedOut, [])
  assert.deepEqual(signers, new Set([first, second]))
})

interface Session {
  accessToken: string
  refreshToken: string
}

function keyOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }
  return header.kid
}
