import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { KeyRing } from '@munova/auth'
import { afterTheTest, latch, type Cleanup } from '@munova/testing'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** For a process that takes no payments. */
const noGateway = { TOSS_SECRET_KEY: 'test_sk_none', TOSS_URL: 'http://127.0.0.1:9' }
const ownKey = { REFUND_ACCOUNT_KEYS: `test:${Buffer.alloc(32, 'test').toString('base64')}` }

const ownOrigin = { CORS_ORIGINS: 'https://shop.example' }

export interface ApiProcess {
  child: ChildProcess
  /** Resolves to the exit code and signal. */
  exit: Promise<unknown[]>
  /** Resolves once it listens; rejects with its stderr when it exits before. */
  url: Promise<string>
  stderr: () => string
}

/** Starts commerce-api as a process with this environment, in an empty working directory. */
export async function startApi(t: Cleanup, env: Record<string, string>): Promise<ApiProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'commerce-process-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const JWT_KEYS_FILE = join(folder, 'signing.json')
  await KeyRing.load(JWT_KEYS_FILE)
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { DRAIN_GRACE_MS: '0', JWT_KEYS_FILE, ...noGateway, ...ownKey, ...ownOrigin, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => void child.kill('SIGKILL'))
  const exit = once(child, 'exit')
  const listening = latch<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { url } = JSON.parse(line) as { url?: string }
    if (url) listening.resolve(url)
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  void exit.then(() => listening.reject(new Error(stderr)))
  // A test that does not await the URL ignores the rejection.
  listening.promise.catch(() => undefined)
  return { child, exit, url: listening.promise, stderr: () => stderr }
}
