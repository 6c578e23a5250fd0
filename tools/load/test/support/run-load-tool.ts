import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testVhost } from '@munova/testing'

export interface ReportFile {
  scenario: string
  ok: boolean
  options: Record<string, number | string>
  machine: { cores: number }
  runs: { problems: string[]; notes: string[]; tables?: { rows: string[][] }[] }[]
  median: Record<string, number | null>
}

/** Runs the load tool as a process, on the database and broker of the tests. */
export async function runLoadTool(t: TestContext, args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'munova-load-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const json = join(folder, 'report.json')
  const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const servers =
    args.length > 1
      ? { AMQP_URL: await testVhost(t), LOAD_DATABASE_URL: process.env['TEST_DATABASE_URL'] }
      : {}
  const child = spawn(process.execPath, [program, ...args, ...(args.length > 1 ? ['--json', json] : [])], {
    env: { ...process.env, ...servers },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors] = [text(child.stdout), text(child.stderr)]
  const [code] = (await once(child, 'exit')) as [number]
  const report = async () => JSON.parse(await readFile(json, 'utf8')) as ReportFile
  return { code, output: await output, errors: await errors, report }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += String(chunk)
  return all
}
