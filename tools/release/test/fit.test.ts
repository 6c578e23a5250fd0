import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { migrate } from '@munova/database'
import type { Manifest } from '@munova/service'
import { afterTheTest, testDatabase } from '@munova/testing'
import { exitCodes, release, rollback } from '../src/index.ts'
import { misfitOf } from '../src/fit/schema.ts'
import { openSite } from './support/site.ts'

const manifestOf = (...migrations: [name: string, toleratedFrom: number | null][]): Manifest => ({
  app: 'pages',
  version: '1',
  gitSha: 'unknown',
  schema: {
    needs: migrations.length,
    migrations: migrations.map(([name, toleratedFrom]) => ({ name, toleratedFrom })),
  },
})
const first: [string, null] = ['0001_first', null]
const expand: [string, number] = ['0002_expand', 0]
const contract: [string, null] = ['0003_contract', null]
const contractAfter: [string, number] = ['0003_contract', 2]

function misfit(from: Manifest, to: Manifest, options: { applied?: Manifest; migrates?: boolean } = {}) {
  const { applied, migrates = true } = options
  return misfitOf({
    from: { name: 'v1', manifest: from },
    to: { name: 'v2', manifest: to },
    applied: applied?.schema!.migrations.map(({ name, toleratedFrom }) => ({
      version: Number.parseInt(name, 10),
      name,
      toleratedFrom,
    })),
    migrates,
  })
}

test('two versions fit one schema when each runs on what the other one knows', () => {
  const one = manifestOf(first)
  const two = manifestOf(first, expand)
  assert.equal(misfit(one, two), undefined)
  assert.equal(misfit(two, one), undefined)
  assert.equal(misfit(two, manifestOf(first, expand, contractAfter)), undefined)
  assert.match(
    misfit(one, manifestOf(first, expand, contractAfter))!,
    /v1 would not run on after migration 0003_contract of v2/,
  )
  assert.match(misfit(two, manifestOf(first, expand, contract))!, /v1 would not run on/)
  assert.match(
    misfit(manifestOf(first, expand, contract), two)!,
    /v2 does not run on this database: .* 0003_contract, which no older/,
  )
  assert.match(
    misfit(manifestOf(first, expand, contractAfter), one)!,
    /only versions with migration 2 tolerate/,
  )
  assert.equal(misfit(manifestOf(first, expand, contractAfter), two), undefined)
})

test('what the database has counts more than what the version that serves knows', () => {
  const two = manifestOf(first, expand)
  assert.match(
    misfit(two, two, { applied: manifestOf(first, expand, contract) })!,
    /v2 does not run on this database/,
  )
  assert.equal(
    misfit(two, manifestOf(first, expand, contract), { applied: manifestOf(first, expand, contract) }),
    undefined,
  )
  assert.match(
    misfit(manifestOf(first), two, { applied: manifestOf(first), migrates: false })!,
    /needs migration 0002_expand.*migrate/,
  )
  assert.equal(misfit(manifestOf(first), two, { applied: two, migrates: false }), undefined)
})

test('a version that does not fit, or is not what is to be released, changes nothing, and a line says why', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'release-migrations-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const directory = pathToFileURL(`${folder}/`)
  await writeFile(new URL('0001_first.sql', directory), '-- contract\ncreate table shoes (id int);')
  await writeFile(new URL('0002_expand.sql', directory), '-- expand\nalter table shoes add size int;')
  const { url } = await testDatabase(t, directory)
  const site = await openSite(t, {}, { environment: { DATABASE_URL: url } })
  const refuse = async (version: string, reason: RegExp, about = {}) => {
    assert.equal(await release(version, { ...site.options, about }), exitCodes.usage)
    assert.match(site.lines.at(-1)!, reason)
    assert.equal((await site.state()).current, 'v1')
  }
  await site.version('other', 'good', { app: 'shop' })
  await refuse('other', /version other is one of shop, not of pages/)
  await site.version('v2', 'good', { gitSha: 'a'.repeat(40), schema: manifestOf(first).schema })
  await refuse('v2', /built from commit a{40}, and b{40} is to be released/, { commit: 'b'.repeat(40) })
  await site.version('contract', 'good', { schema: manifestOf(first, expand, contract).schema })
  await refuse('contract', /v1 would not run on after migration 0003_contract of contract/)
  assert.equal(await release('v2', { ...site.options, about: { commit: 'a'.repeat(40) } }), exitCodes.done)

  await site.version('v3', 'good', { schema: manifestOf(first, expand).schema })
  assert.equal(await release('v3', site.options), exitCodes.done)

  // What was released since has taken away what v2 needs.
  await writeFile(
    new URL('0003_contract.sql', directory),
    '-- contract after 0002\nalter table shoes drop size;',
  )
  await migrate(url, directory)
  assert.equal(await rollback(site.options), exitCodes.usage)
  assert.match(
    site.lines.at(-1)!,
    /v2 does not run on this database: it does not know migration 0003_contract/,
  )
  assert.equal((await site.state()).current, 'v3')
})
