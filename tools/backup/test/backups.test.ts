import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { docsTable, testTokens } from '@munova/testing'
import { segmentsBetween } from '../src/create/copy-cluster.ts'
import { openDoor } from '../src/restore/door.ts'
import { Environment } from '../src/settings.ts'
import { readUnfinished } from '../src/unfinished.ts'
import { openShop, type Shop } from './support/open-shop.ts'

async function succeeds({ backup }: Shop, args: string[], changed?: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await backup(args, changed)
  assert.deepEqual([code, stderr], [0, ''], args.join(' '))
  return stdout
}

async function fails({ backup }: Shop, args: string[], reason: RegExp, changed?: Record<string, string>) {
  const { code, stderr } = await backup(args, changed)
  assert.equal(code, 1, args.join(' '))
  assert.match(stderr, reason)
  assert.doesNotMatch(stderr, /postgres:\/\/|\n {4}at /, 'neither an address nor a stack')
}

const epochs = async ({ chat: { sql } }: Shop) =>
  (await sql`select epoch from rooms`).map(({ epoch }) => epoch)

test('backups are private and counted, damaged ones refused, and one alone is enough, more than once', async (t) => {
  const shop = await openShop(t)
  const { store, data, environment, postgres, chat, tokens } = shop
  await chat.sql`insert into members (id, display_name, role, status, revision) values (1, 'x', 'BUYER', 'ACTIVE', 1)`
  await chat.sql`insert into rooms (kind, title, owner_id, member_count, max_members) values ('GROUP', 'x', 1, 1, 10)`
  await fails(shop, ['list'], /has no backup/)
  await succeeds(shop, ['create'])
  const [first] = (await succeeds(shop, ['list'])).split(' ')
  const folder = join(store, first!)
  for (const path of [store, folder]) assert.equal((await stat(path)).mode & 0o077, 0, path)
  for (const path of ['manifest.json', 'keys/signing.json', 'data/PG_VERSION'])
    assert.equal((await stat(join(folder, path))).mode & 0o077, 0, path)
  await readable(join(store, '../metrics'))

  // The next one takes its place, with the segments of the archive that only the first one needed.
  await shop.archived()
  const metrics = join(store, '../exporter/textfiles')
  await succeeds(shop, ['create'], { BACKUP_KEEP: '1', BACKUP_METRICS_FOLDER: metrics })
  await readable(metrics)
  const { postgres: log } = JSON.parse(
    await readFile(join(store, await only(store), 'manifest.json'), 'utf8'),
  )
  for (const name of await readdir(environment.BACKUP_ARCHIVE)) assert.ok(name >= log.firstSegment, name)

  const name = await only(store)
  await succeeds(shop, ['verify'])
  await fails(shop, ['restore', '--replace'], /PostgreSQL uses .*stop it/)
  await postgres.stop()
  await fails(shop, ['restore', '--replace', '--to', '2020-01-01T00:00:00Z'], /finished before --to/)
  const file = join(store, name, 'data/PG_VERSION')
  const intact = await readFile(file)
  for (const damage of [() => writeFile(file, '99\n'), () => truncate(file, 1), () => rm(file)]) {
    await damage()
    await fails(shop, ['restore', '--replace'], /PG_VERSION (is damaged|cannot be read)/)
    assert.ok((await readdir(data)).includes('PG_VERSION'), 'nothing was touched')
    await writeFile(file, intact)
  }

  // On a machine that has nothing yet.
  const elsewhere = join(store, '../volume/18/docker')
  await succeeds(shop, ['restore'], { BACKUP_DATA_FOLDER: elsewhere })
  assert.equal((await stat(elsewhere)).mode & 0o077, 0)
  // Without the archive, without data, and with other keys than those of the backup.
  const alone = { BACKUP_ARCHIVE: '' }
  const other = await testTokens(t)
  await fails(shop, ['restore', '--to', new Date().toISOString(), '--replace'], /needs the archive/, alone)
  await rm(data, { recursive: true })
  await fails(shop, ['restore'], /has other keys/, { ...alone, JWT_KEYS_FILE: other.jwksFile })
  await succeeds(shop, ['restore', name], alone)
  await postgres.start()
  await fails(shop, ['create'], /a restore is not finished/)
  await succeeds(shop, ['finish'], alone)
  await fails(shop, ['finish'], /no restore that is not finished/)
  // A client of the first restore has the epoch 2, or some of those that follow it.
  assert.deepEqual(await epochs(shop), [1_002])
  assert.equal(
    await readFile(tokens.jwksFile, 'utf8'),
    await readFile(join(store, name, 'keys/signing.json'), 'utf8'),
  )
})

/** As an exporter that runs as another user reads it. */
async function readable(metrics: string): Promise<void> {
  const file = join(metrics, 'munova_backup.prom')
  assert.equal((await stat(metrics)).mode & 0o055, 0o055)
  assert.equal((await stat(file)).mode & 0o044, 0o044)
  assert.match(await readFile(file, 'utf8'), /^munova_backup_finished_timestamp_seconds \d{10}$/m)
}

async function only(store: string): Promise<string> {
  const names = (await readdir(store)).filter((name) => name.endsWith('Z'))
  assert.equal(names.length, 1)
  return names[0]!
}

test('segments of the log follow each other over the end of a half of their numbers', () => {
  assert.deepEqual(segmentsBetween('0000000200000001000000FE', '000000020000000200000001', 2 ** 24), [
    '0000000200000001000000FE',
    '0000000200000001000000FF',
    '000000020000000200000000',
    '000000020000000200000001',
  ])
})

test('what cannot be read is not taken for missing', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'munova-backup-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  assert.equal(await readUnfinished(data), undefined)
  await openDoor(data)
  for (const name of ['munova_restore.json', 'pg_hba.conf.restored']) await mkdir(join(data, name))
  await assert.rejects(readUnfinished(data), /EISDIR/)
  await assert.rejects(openDoor(data), /EISDIR/)
})

test('the settings are the documented ones, with their defaults', async () => {
  const page = new URL('../../../docs/operations.md', import.meta.url)
  const rows = await docsTable(page, 'Backups')
  const { BACKUP_FOLDER: _, ...parsed } = Environment.parse({ BACKUP_FOLDER: '/backups' })
  const defaults: Readonly<Record<string, string | number | undefined>> = parsed
  assert.deepEqual(
    rows.map(([name, value]) => [name, value]),
    Object.keys(Environment.shape).map((name) => [name, String(defaults[name] ?? '–')]),
  )
})
