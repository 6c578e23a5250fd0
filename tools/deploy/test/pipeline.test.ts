import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { serverApps, workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'

const pipeline = readText('Jenkinsfile')
/** Every shell command, without comments. */
const commands = [...pipeline.matchAll(/^(?!\s*\/\/).*?'((?:npm|npx|docker) [^']*)'/gm)].map(
  ([, command]) => command!,
)

test('the stages are install, check, test, build and images, in that order', () => {
  const stages = [...pipeline.matchAll(/stage\('(\w+)'\)/g)].map(([, name]) => name)
  assert.deepEqual(stages, ['Install', 'Check', 'Test', 'Build', 'Images'])
  assert.equal(commands[0], 'npm ci')
  assert.ok(commands.length >= 8, commands.join('\n'))
})

test('every npm script that the pipeline runs exists', () => {
  const { scripts } = JSON.parse(readText('package.json'))
  const used = commands.flatMap((command) => /^npm run ([\w:]+)/.exec(command)?.[1] ?? [])
  assert.ok(used.length > 0)
  for (const name of used) assert.ok(name in scripts, name)
})

test('every Nx target that the pipeline runs is a script of every package it applies to', () => {
  const targets = commands.flatMap((command) => / -t ((?:\w+ )+)/.exec(command)?.[1]?.trim().split(' ') ?? [])
  assert.deepEqual(targets.toSorted(), ['build', 'lint', 'test', 'typecheck'])
  for (const file of globSync('{apps,libs,tools}/*/package.json', { cwd: workspace })) {
    const { scripts = {} } = JSON.parse(readText(file))
    const isServer = serverApps().some((app) => file === join('apps', app, 'package.json'))
    const expected = isServer ? targets : targets.filter((target) => target !== 'build')
    for (const target of expected) assert.ok(target in scripts, `${file} has no ${target}`)
  }
})

test('the query for affected apps finds each server app, whose package is named after its folder', (t) => {
  const query = commands.find((command) => command.startsWith('npx nx show projects'))
  assert.ok(query)
  const args = query.replace('--affected --base="$BASE" ', '').split(' ').slice(2)
  const projects = nx(t, args).trim().split('\n')
  assert.deepEqual(
    projects.toSorted(),
    serverApps()
      .map((app) => `@munova/${app}`)
      .toSorted(),
  )
})

test('a change of one app builds and deploys that app alone', (t) => {
  const query = commands.find((command) => command.startsWith('npx nx show projects'))!
  for (const app of serverApps()) {
    const args = query.replace('--base="$BASE"', `--files=apps/${app}/src/main.ts`).split(' ').slice(2)
    assert.deepEqual(nx(t, args).trim().split('\n'), [`@munova/${app}`])
  }
})

test('images are built from the Dockerfile, one per app and commit', () => {
  const build = commands.find((command) => command.startsWith('docker build'))
  const file = /--file (\S+)/.exec(build ?? '')?.[1]
  assert.ok(file && existsSync(join(workspace, file)))
  assert.match(build!, /--build-arg APP="\$APP"/)
  assert.match(build!, /\$APP:\$GIT_COMMIT/)
})

test('Groovy does not interpolate secrets into commands, and its brackets are balanced', () => {
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

/** Runs Nx isolated from the Nx that may be running this test, with its own cache folder. */
function nx(t: TestContext, args: string[]): string {
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
  return execFileSync(process.execPath, [program, ...args], { cwd: workspace, env, encoding: 'utf8' })
}
