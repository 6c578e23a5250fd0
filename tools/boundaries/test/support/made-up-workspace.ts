import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { check, type Violation } from '../../src/index.ts'

interface Declared {
  tags?: string[]
  dependencies?: string[]
  devDependencies?: string[]
}

const versions = (names: string[]) => Object.fromEntries(names.map((key) => [key, '*']))

/** A package.json in which each name has a line of its own. */
export function packageJson(
  name: string,
  { tags, dependencies = [], devDependencies = [] }: Declared,
): string {
  return JSON.stringify(
    {
      name,
      exports: { '.': './src/index.ts', './tables': './src/tables.ts' },
      nx: { tags },
      dependencies: versions(dependencies),
      devDependencies: versions(devDependencies),
    },
    null,
    2,
  )
}

/** A small workspace in which every rule is kept: one package of each kind, with what it needs. */
const wellBehaved: Record<string, string> = {
  'package.json': JSON.stringify({
    workspaces: ['apps/*', 'libs/*', 'tools/*'],
    devDependencies: { typescript: '*' },
  }),
  'apps/chat-server/package.json': packageJson('@munova/chat-server', {
    tags: ['type:app', 'scope:chat'],
    dependencies: ['@munova/chat-contract', '@munova/database', 'fastify', 'ws'],
    devDependencies: ['@munova/testing'],
  }),
  'apps/chat-server/src/main.ts': `console.log(process.env)\n`,
  'apps/chat-server/src/context.ts': `import { rooms } from '@munova/chat-contract/tables'\nexport default rooms\n`,
  'apps/chat-server/src/index.ts': `export * from './context.ts'\n`,
  'apps/chat-server/src/transports/socket.ts': `import ws from 'ws'\nimport fastify from 'fastify'\nexport default [ws, fastify]\n`,
  'apps/chat-server/test/send.test.ts': `import { latch } from '@munova/testing'\nimport '@munova/chat-server'\nlatch()\n`,
  'apps/commerce-api/package.json': packageJson('@munova/commerce-api', {
    tags: ['type:app', 'scope:commerce'],
    dependencies: ['@munova/commerce-contract'],
  }),
  'libs/chat-contract/package.json': packageJson('@munova/chat-contract', {
    tags: ['type:contract', 'scope:chat'],
    dependencies: ['zod'],
  }),
  'libs/chat-contract/src/tables.ts': `export const rooms = 'rooms'\n`,
  'libs/chat-contract/src/rooms.ts': `import { z } from 'zod'\nexport const Room = z.object({})\n`,
  'libs/commerce-contract/package.json': packageJson('@munova/commerce-contract', {
    tags: ['type:contract', 'scope:commerce'],
  }),
  'libs/chat-client/package.json': packageJson('@munova/chat-client', {
    tags: ['type:client', 'scope:chat'],
    dependencies: ['@munova/chat-contract'],
    devDependencies: ['@munova/chat-server'],
  }),
  'libs/chat-client/test/client.test.ts': `import { start } from '@munova/chat-server'\nstart()\n`,
  'libs/database/package.json': packageJson('@munova/database', {
    tags: ['type:runtime', 'scope:shared'],
    dependencies: ['postgres'],
    devDependencies: ['@munova/testing'],
  }),
  'libs/database/src/connect.ts': `import postgres from 'postgres'\nexport default postgres\n`,
  'libs/testing/package.json': packageJson('@munova/testing', {
    tags: ['type:testing', 'scope:shared'],
    dependencies: ['@munova/database', 'postgres'],
  }),
  'libs/testing/src/sql.ts': `import type { Sql } from 'postgres'\nexport type { Sql }\nconsole.log(process.env)\n`,
  'tools/client-pool/package.json': packageJson('@munova/tool-client-pool', {
    tags: ['type:tool', 'scope:shared'],
    dependencies: ['@munova/chat-server', '@munova/commerce-api', '@munova/testing', 'ws'],
  }),
  'tools/client-pool/src/services.d/sockets.ts': `import ws from 'ws'\nimport ts from 'typescript'\nexport default [ws, ts, process.env]\n`,
}

/** What is installed: an import of anything else cannot be resolved. */
const installed =
  '@fastify/cors @scope/name amqp-connection-manager amqplib fastify got jose pino postgres rsocket-core typescript ws zod'

/** Writes the well-behaved workspace with some files changed or added; removed when the test is over. */
export function workspace(t: TestContext, changes: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const name of installed.split(' ')) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
    write(`node_modules/${name}/deep.js`, '')
  }
  mkdirSync(join(root, 'node_modules/@munova'))
  const files = { ...wellBehaved, ...changes }
  for (const [path, text] of Object.entries(files)) {
    const folder = dirname(path)
    if (basename(path) === 'package.json' && folder.includes('/')) {
      symlinkSync(join('../..', folder), join(root, 'node_modules', nameOf(text)))
      write(`${folder}/src/index.ts`, '')
    }
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  return root
}

function nameOf(manifest: string): string {
  const { name }: { name: string } = JSON.parse(manifest)
  return name
}

/** The violations after these changes: `file:line rule`, or `file → import rule` where the line is unknown. */
export async function violations(t: TestContext, changes: Record<string, string>): Promise<string[]> {
  const found = await check(workspace(t, changes))
  return found.map(summary).toSorted()
}

function summary({ file, line, rule, message }: Violation): string {
  return line === undefined ? `${file} ${message.split(': ')[0]} ${rule}` : `${file}:${line} ${rule}`
}
