import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'
import { scriptsOf } from './support/groovy.ts'

/* The shell scripts of the Jenkinsfile, run by a shell as Jenkins does it. What they call is replaced by programs that write down how. */

interface Call {
  args: string[]
  input: string
}

const COMMIT = 'c'.repeat(40)
const variables = {
  APP: 'chat-server',
  BASE: 'b'.repeat(40),
  COMMIT,
  IMAGE_PREFIX: 'registry.example/munova',
  REGISTRY_USER: 'robot',
  REGISTRY_PASSWORD: 'the password of $robot',
  DISCORD_WEBHOOK: 'https://discord.example/api/webhooks/1/secret',
  JOB_NAME: 'munova/main',
  BUILD_NUMBER: '7',
  BUILD_URL: 'https://ci.example/7?a=1&b="2"',
  RESULT: 'aborted',
}
const scripts = scriptsOf(readText('Jenkinsfile'))
const scriptWith = (text: string) => {
  const found = scripts.filter(({ script }) => script.includes(text))
  assert.equal(found.length, 1, text)
  return found[0]!.script
}

/** Runs one script; returns what it has called. */
function run(t: TestContext, script: string): Call[] {
  const folder = mkdtempSync(join(tmpdir(), 'munova-pipeline-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const record = join(folder, 'calls')
  const program = `
    const { appendFileSync, fstatSync, readFileSync } = require('node:fs')
    const input = fstatSync(0).isFIFO() ? readFileSync(0, 'utf8') : ''
    appendFileSync(${JSON.stringify(record)}, JSON.stringify({ args: process.argv.slice(2), input }) + '\\n')`
  writeFileSync(join(folder, 'record.cjs'), program)
  for (const name of ['npm', 'npx', 'docker', 'curl', 'git']) {
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nexec '${process.execPath}' '${folder}/record.cjs' ${name} "$@"\n`,
    )
    chmodSync(join(folder, name), 0o700)
  }
  writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
  chmodSync(join(folder, 'node'), 0o700)
  // A variable that the pipeline does not set would be an error.
  const { status, stderr } = spawnSync('sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  assert.equal(status, 0, `${script}\n${stderr}`)
  return existsSync(record)
    ? readFileSync(record, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Call)
    : []
}

test('every script of the pipeline runs with the variables that it sets, and no secret is an argument', (t) => {
  assert.ok(scripts.length >= 14)
  for (const { script } of scripts) {
    const calls = run(t, script)
    assert.ok(calls.length > 0, script)
    for (const { args } of calls) assert.ok(!args.join(' ').includes(variables.REGISTRY_PASSWORD), script)
  }
})

test('images are built from the Dockerfile, named after app and commit, and pushed with a password from the input', (t) => {
  const [build] = run(t, scriptWith('docker build'))
  const { args } = build!
  assert.ok(existsSync(join(workspace, args[args.indexOf('--file') + 1]!)))
  const image = `registry.example/munova/chat-server:${COMMIT}`
  for (const value of ['APP=chat-server', `GIT_SHA=${COMMIT}`, `VERSION=${COMMIT}`, image])
    assert.ok(args.includes(value), value)
  const [login] = run(t, scriptWith('docker login'))
  assert.deepEqual(login, {
    args: ['docker', 'login', '--username', 'robot', '--password-stdin', 'registry.example'],
    input: variables.REGISTRY_PASSWORD,
  })
  assert.deepEqual(run(t, scriptWith('docker push'))[0]!.args, ['docker', 'push', image])
})

test('staging and production are released by one command, for one app and commit', (t) => {
  const [release] = run(t, scriptWith('npm run release'))
  assert.deepEqual(release!.args, ['npm', 'run', 'release', '--', 'chat-server', '--version', COMMIT])
})

test('the result is told as JSON, and mentions nobody', (t) => {
  const [told] = run(t, scriptWith('curl'))
  assert.equal(told!.args.at(-1), variables.DISCORD_WEBHOOK)
  assert.deepEqual(JSON.parse(told!.input), {
    allowed_mentions: { parse: [] },
    content: `munova/main #7 aborted: ${variables.BUILD_URL}`,
  })
})
