import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { exitOf, supervise } from '../../src/machine/supervise.ts'

const never = new AbortController().signal

function life(script: string) {
  const child = spawn(process.execPath, ['-e', script])
  return { pid: child.pid, died: exitOf(child) }
}

test('a server that dies again and again is given up', async () => {
  const lines: string[] = []
  await supervise(life('process.exit(3)'), {
    name: 'the server',
    restart: async () => life('process.exit(3)'),
    report: (line) => lines.push(line),
    signal: never,
  })
  assert.equal(lines.filter((line) => /^▸ the server runs again, process \d+$/.test(line)).length, 5)
  assert.match(
    lines.at(-1)!,
    /^✗ the server \(process \d+\) died, with code 3, 6 times in a row: it is not started again$/,
  )
})

test('a restart that fails is told, and is the last one', async () => {
  const lines: string[] = []
  await supervise(life('process.kill(process.pid, "SIGKILL")'), {
    name: 'the server',
    restart: () => Promise.reject(new Error('its port is taken')),
    report: (line) => lines.push(line.replace(/\d+/, 'N')),
    signal: never,
  })
  assert.deepEqual(lines, [
    '✗ the server (process N) died, SIGKILL: it is started again',
    '✗ its port is taken',
  ])
})
