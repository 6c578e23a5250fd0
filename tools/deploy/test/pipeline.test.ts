import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { serverApps, workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'
import { mistakesOf, stagesOf } from './support/declarative.ts'
import { blocksOf, scriptsOf, tokensOf } from './support/groovy.ts'

const pipeline = readText('Jenkinsfile')
const blocks = blocksOf(pipeline)
/** The scripts of one line. */
const commands = scriptsOf(pipeline)
  .map(({ script }) => script)
  .filter((script) => /^(npm|npx|docker) /.test(script))

test('the pipeline has the structure of a declarative one', () => {
  assert.deepEqual(mistakesOf(blocks), [])
  assert.deepEqual(
    stagesOf(blocks),
    'Verify Requirements Install Dependencies Check Test Build Images Release'.split(' '),
  )
  assert.equal(commands[0], 'npm ci')
})

/** Looks for mistakes in the pipeline with one of its texts replaced. */
const withChange = (from: string, to: string) => {
  assert.ok(pipeline.includes(from), from)
  return () => mistakesOf(blocksOf(pipeline.replace(from, to))).join()
}

test('what is misspelt, missing or unbalanced in it is found, with its line', () => {
  for (const [from, to, mistake] of [
    ['          steps {', '          step {', /line \d+: stage Requirements may not have step/],
    ['    unsuccessful {', '    unsuccesful {', /post may not have unsuccesful/],
    ["label 'docker'", "lable 'docker'", /agent may not have lable/],
    ["{ branch 'main' }", "{ brunch 'main' }", /when may not have brunch/],
    ['  agent none\n', '', /pipeline has no agent/],
    ["stage('Check')", "stages('Check')", /stages may not have/],
  ] as const)
    assert.match(withChange(from, to)(), mistake)
  assert.throws(withChange("stage('Test') {", "stage('Test')"), /line \d+: } closes nothing/)
  assert.throws(withChange("    stage('Release') {", "    stage('Release') { {"), /is not closed/)
})

test('an approval holds no agent and ends, production is after staging, and every outcome is told', () => {
  const release = blocks.children[0]!.children.find(({ name }) => name === 'stages')!.children.at(-1)!
  assert.ok(!release.statements.includes('agent'))
  assert.ok(blocks.children[0]!.statements.includes('agent'))
  const [, steps = ''] = pipeline.split("stage('Release')")
  const order = ["release(app, 'staging')", 'timeout(time: 12', 'input(', "release(app, 'production')"]
  const places = order.map((text) => steps.indexOf(text))
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  )
  assert.ok(places.every((place) => place >= 0))
  const post = blocks.children[0]!.children.find(({ name }) => name === 'post')!
  assert.deepEqual(post.statements, ['success', 'unsuccessful'])
})

test('every npm script that the pipeline runs exists', () => {
  const { scripts } = JSON.parse(readText('package.json'))
  const used = commands.flatMap((command) => /^npm run (?:--silent )?([\w:]+)/.exec(command)?.[1] ?? [])
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

test('no secret is interpolated by Groovy', () => {
  for (const { kind, text, isInterpolated } of tokensOf(pipeline))
    if (kind === 'string' && isInterpolated) assert.doesNotMatch(text, /PASSWORD|WEBHOOK|TOKEN|FLEET/)
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
