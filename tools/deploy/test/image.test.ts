import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ChatConfig, nodeOptions } from '@munova/chat-server'
import { CommerceConfig } from '@munova/commerce-api'
import { StorefrontConfig } from '@munova/storefront'
import { nodeEnvironment } from '@munova/storefront/node-environment'
import { serverApps, workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'

const ports: Record<string, number> = {
  'chat-server': ChatConfig.parse({ DATABASE_URL: 'postgres://x' }).PORT,
  'commerce-api': CommerceConfig.parse({ DATABASE_URL: 'postgres://x' }).PORT,
  storefront: StorefrontConfig.parse({}).PORT,
}

interface Stage {
  from: string
  name: string | undefined
  lines: string[]
}

/** The stages of deploy/Dockerfile, without comments, with continued lines joined. */
function stages(): Stage[] {
  const found: Stage[] = []
  const lines = readText('deploy/Dockerfile').replaceAll('\\\n', ' ').split('\n')
  for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
    const [, from, name] = /^FROM (\S+)(?: AS (\S+))?$/.exec(line) ?? []
    if (from) found.push({ from, name, lines: [] })
    else found.at(-1)?.lines.push(line)
  }
  return found
}

test('development, CI and image run the same Node', () => {
  const version = readText('.node-version').trim()
  const { optionalDependencies } = JSON.parse(readText('package.json'))
  for (const [name, pin] of Object.entries(optionalDependencies)) {
    if (name.startsWith('node-')) assert.equal(pin, version, name)
  }
  const images = stages().filter(({ from }) => from.startsWith('node:'))
  assert.equal(images.length, 2)
  for (const { from } of images) assert.equal(from, `node:${version}-slim`)
})

test('each app has a stage with its default port', () => {
  for (const app of serverApps()) {
    const stage = stages().find(({ name }) => name === app)
    assert.equal(stage?.from, 'runtime', app)
    assert.ok(stage.lines.includes(`EXPOSE ${ports[app]}`), app)
    assert.ok(
      stage.lines.some((line) => new RegExp(`^ENV (.* )?PORT=${ports[app]}( |$)`).test(line)),
      app,
    )
  }
})

test('the image runs chat-server and storefront with the environment used in the load tests', () => {
  for (const [app, wanted] of [
    ['chat-server', { NODE_OPTIONS: nodeOptions }],
    ['storefront', nodeEnvironment],
  ] as const) {
    const stage = stages().find(({ name }) => name === app)
    const line = stage?.lines.find((text) => text.startsWith('ENV '))?.replaceAll('"', '') ?? ''
    for (const [name, value] of Object.entries(wanted)) assert.ok(line.includes(`${name}=${value}`), name)
  }
})

test('the final stage runs as an unprivileged user, contains only the built app, and has a health check', () => {
  const image = stages().at(-1)!
  assert.equal(image.from, '${APP}')
  assert.deepEqual(image.lines, [
    'ARG APP',
    'ARG GIT_SHA=unknown',
    'LABEL org.opencontainers.image.title=${APP} org.opencontainers.image.revision=${GIT_SHA}',
    'COPY --from=build /build/dist/${APP}/ ./',
    'USER node',
  ])
  const runtime = stages()
    .find(({ name }) => name === 'runtime')!
    .lines.join('\n')
  assert.match(runtime, /^ENV .*NODE_ENV=production/m)
  assert.match(runtime, /^STOPSIGNAL SIGTERM$/m)
  assert.match(runtime, /^HEALTHCHECK .*\["node", "healthcheck.mjs", "\/livez"\]$/m)
  assert.match(runtime, /^CMD \["node", .*"src\/main.mjs"\]$/m)
})

test('every instruction is known, and every copied path exists', () => {
  const known = new Set('ARG CMD COPY ENV EXPOSE HEALTHCHECK LABEL RUN STOPSIGNAL USER WORKDIR'.split(' '))
  for (const line of stages().flatMap(({ lines }) => lines)) {
    const [instruction = '', ...args] = line.split(' ')
    assert.ok(known.has(instruction), line)
    if (instruction !== 'COPY' || args[0]?.startsWith('--from')) continue
    for (const source of args.slice(0, -1)) assert.ok(existsSync(join(workspace, source)), source)
  }
})

test('the build learns the commit, which the image carries as a label', () => {
  const build = stages().find(({ name }) => name === 'build')!.lines
  const argument = build.indexOf('ARG GIT_SHA=unknown')
  assert.ok(argument >= 0 && argument < build.findIndex((line) => line.startsWith('RUN npm run build')))
  const [command = ''] = /docker build .*/.exec(readText('Jenkinsfile')) ?? []
  assert.match(command, /--build-arg GIT_SHA="\$COMMIT"/)
})

test('secrets and build output are excluded from the build context', () => {
  const ignored = readText('deploy/Dockerfile.dockerignore').split('\n')
  for (const path of ['.env', '.git', '.munova', '.nx', 'dist', '**/node_modules']) {
    assert.ok(ignored.includes(path), path)
  }
})
