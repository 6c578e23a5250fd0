import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { latch, type Cleanup } from '@munova/testing'

export interface RunningApp {
  url: string
  /** Its output so far, stdout and stderr. */
  output(): string
  /** Sends SIGTERM and returns the exit code. */
  terminate(): Promise<number | null>
}

/** Runs the bundle in `folder` like the image, with only this environment. Returns once it logs its address. */
export async function runBundle(
  t: Cleanup,
  folder: string,
  env: Record<string, string>,
): Promise<RunningApp> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'src/main.mjs'], {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      TOSS_SECRET_KEY: 'test_sk_none',
      TOSS_CLIENT_KEY: 'test_ck_none',
      REFUND_ACCOUNT_KEYS: `test:${Buffer.alloc(32, 'test').toString('base64')}`,
      CORS_ORIGINS: 'https://shop.example',
      HOST: '127.0.0.1',
      PORT: '0',
      RSOCKET_PORT: '0',
      DRAIN_GRACE_MS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  t.after(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const listening = latch<string>()
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line)
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1]
      if (url) listening.resolve(url)
    })
  }
  void exited.then(([code]) => listening.reject(new Error(`exited with ${code}:\n${lines.join('\n')}`)))
  return {
    url: await listening.promise,
    output: () => lines.join('\n'),
    async terminate() {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}
