import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { serverApps, workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'

const pipeline = readText('Jenkinsfile')
/** Every shell command, comments left out. */
const commands = [...pipeline.matchAll(/^(?!\s*\/\/).*?'((?:npm|npx|docker) [^']*)'/gm)].map(
  ([, command]) => command!,
)

test('the pipeline installs, checks, tests, builds and makes images, in that order', () => {
  const stages = [...pipeline.matchAll(/stage\('(\w+)'\)/g)].map(([, name]) => name)
  assert.deepEqual(stages, ['Install', 'Check', 'Test', 'Build', 'Images'])
  assert.equal(commands[0], 'npm ci')
  assert.ok(commands.length >= 8, commands.join('\n'))
})

test('every npm script that the pipeline runs is there', () => {
  const { scripts } = JSON.parse(readText('package.json'))
  const used = commands.flatMap((command) => /^npm run ([\w:]+)/.exec(command)?.[1] ?? [])
  assert.ok(used.length > 0)
  for (const name of used) assert.ok(name in scripts, name)
})

test('every Nx target that the pipeline runs is a script of every package it is meant for', () => {
  const targets = commands.flatMap((command) => / -t ((?:\w+ )+)/.exec(command)?.[1]?.trim().split(' ') ?? [])
  assert.deepEqual(targets.toSorted(), ['build', 'lint', 'test', 'typecheck'])
  for (const file of globSync('{apps,libs,tools}/*/package.json', { cwd: workspace })) {
    const { scripts = {} } = JSON.parse(readText(file))
    const isServer = serverApps().some((app) => file === join('apps', app, 'package.json'))
    const wanted = isServer ? targets : targets.filter((target) => target !== 'build')
    for (const target of wanted) assert.ok(target in scripts, `${file} has no ${target}`)
  }
})

test('its question for the apps finds each server app, and the packages named after their folders', (t) => {
  const question = commands.find((command) => command.startsWith('npx nx show projects'))
  assert.ok(question)
  const words = question.replace('--affected --base="$BASE" ', '').split(' ').slice(2)
  const projects = nx(t, words).trim().split('\n')
  assert.deepEqual(
    projects.toSorted(),
    serverApps()
      .map((app) => `@munova/${app}`)
      .toSorted(),
  )
})

test('the pipeline builds images from the Dockerfile, one per app and commit', () => {
  const build = commands.find((command) => command.startsWith('docker build'))
  const file = /--file (\S+)/.exec(build ?? '')?.[1]
  assert.ok(file && existsSync(join(workspace, file)))
  assert.match(build!, /--build-arg APP="\$APP"/)
  assert.match(build!, /\$APP:\$GIT_COMMIT/)
})

test('Groovy does not put secrets into commands, and its brackets are in balance', () => {
  const groovy = pipeline.replace(/^\s*\/\/.*$/gm, '').replace(/'''[^]*?'''|'[^'\n]*'/g, '')
  for (const [interpolated] of groovy.matchAll(/"[^"\n]*"/g)) {
    assert.doesNotMatch(interpolated, /PASSWORD|WEBHOOK|TOKEN/)
  }
  const open: string[] = []
  const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' }
  for (const character of groovy.replace(/"[^"\n]*"/g, '')) {
    if ('({['.includes(character)) open.push(character)
    else if (character in pairs) assert.equal(open.pop(), pairs[character])
  }
  assert.deepEqual(open, [])
})

/** Nx by itself: not the one that may be running this test, nor its folders. */
function nx(t: TestContext, words: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'munova-nx-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'))
  const env = {
    ...Object.fromEntries(inherited),
    NX_DAEMON: 'false',
    NX_WORKSPACE_DATA_DIRECTORY: folder,
    NX_CACHE_DIRECTORY: join(folder, 'cache'),
  }
  const program = join(workspace, 'node_modules/.bin/nx')
  return execFileSync(process.execPath, [program, ...words], { cwd: workspace, env, encoding: 'utf8' })
}
