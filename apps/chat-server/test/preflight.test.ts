import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readMachineLimits, report, warnings } from '../src/preflight.ts'

const roomy = { files: 100_000, somaxconn: 4_096, synBacklog: 8_192, ports: 28_000, memoryBytes: 2 ** 34 }
const wanted = { MAX_CONNECTIONS: 15_000, LISTEN_BACKLOG: 4_096 }

test('a machine with enough resources gives no warning', () => {
  assert.deepEqual(warnings(wanted, roomy), [])
  assert.match(report(wanted, roomy), /ok: the configuration fits/)
})

test('a warning names each limit that is too low and how to change it', () => {
  const cases = [
    { machine: { files: 1_024 }, expected: /1024 files.*enough for 824 connections.*ulimit -n.*15200/s },
    { machine: { somaxconn: 128 }, expected: /net\.core\.somaxconn=4096/ },
    { machine: { synBacklog: 256 }, expected: /tcp_max_syn_backlog=4096/ },
    { machine: { memoryBytes: 2 ** 26 }, expected: /64 MiB are free.*MAX_CONNECTIONS=2048/ },
  ]
  for (const { machine, expected } of cases) {
    const found = warnings(wanted, { ...roomy, ...machine })
    assert.equal(found.length, 1)
    assert.match(found[0]!, expected)
  }
})

test('--preflight prints the limits of this machine and exits', async () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--preflight'])
  assert.match(stdout, new RegExp(`open files +${readMachineLimits().files}`))
})
