import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../src/settings/settings.ts'

const pages = execFileSync('git', ['ls-files', '*.md', 'Jenkinsfile'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const found = (pattern: RegExp) =>
  pages.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, match]) => `${file}: ${match}`))

test('no command of the docs starts TypeScript with the Node of the shell, which may be too old', () => {
  assert.ok(pages.length > 20)
  assert.deepEqual(found(/(?<![\w-])(node (?:-\S+ )*\S+\.ts\b.*)/g), [])
})

test('every npm script of the docs exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = found(/npm run ([\w:]+)/g)
  assert.ok(named.length > 10)
  assert.deepEqual(
    named.filter((each) => !Object.hasOwn(scripts, each.split(': ')[1]!)),
    [],
  )
})
