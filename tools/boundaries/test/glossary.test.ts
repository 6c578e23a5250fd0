import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const glossary = readFileSync(`${root}GLOSSARY.md`, 'utf8')

interface Term {
  term: string
  names: string[]
}

/** The rows of all tables: the term, and the names in code of the last column. */
const terms: Term[] = [...glossary.matchAll(/^\| (?!term|---)([^|]+) \|.*\| ([^|]+) \|$/gm)].map(
  ([, term, names]) => ({
    term: term!.trim(),
    names: [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  }),
)

const files = execFileSync('git', ['ls-files', 'apps', 'libs', 'tools/release'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => /\/(src|migrations)\//.test(file))
const code = files.map((file) => readFileSync(`${root}${file}`, 'utf8')).join('\n')

test('every name in the glossary exists in the code', () => {
  assert.ok(terms.length > 50, `${terms.length} terms`)
  const missing = terms.flatMap(({ term, names }) =>
    names
      .filter((name) => {
        const word = name.replace(/\/$/, '')
        const isFolder = name.endsWith('/') || name.includes('-')
        if (isFolder) return !files.some((file) => `/${file}`.includes(`/${word}`))
        return !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(code)
      })
      .map((name) => `${term}: ${name}`),
  )
  assert.deepEqual(missing, [])
})

test('no term is defined twice', () => {
  const names = terms.flatMap(({ term }) => term.split(',').map((name) => name.trim()))
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  )
})
