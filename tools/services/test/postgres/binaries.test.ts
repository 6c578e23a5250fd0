import assert from 'node:assert/strict'
import { chmod, cp, lstat, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { postgresBinaries, postgresPackage } from '../../src/postgres/binaries.ts'
import { folder } from '../support/folder.ts'

/** The package as npm unpacks it: without the links of its install script. */
async function unlinkedPackage(target: string): Promise<string[]> {
  await cp(postgresPackage(), target, { recursive: true, verbatimSymlinks: true })
  const links: { target: string }[] = JSON.parse(
    await readFile(join(target, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  for (const link of links) await rm(join(target, link.target), { force: true })
  return links.map((link) => join(target, link.target))
}

test('missing library links are created, also by concurrent processes', async (t) => {
  const directory = await folder(t)
  const packageFolder = join(directory, 'package')
  const links = await unlinkedPackage(packageFolder)
  assert.ok(links.length > 0)
  const make = () => postgresBinaries(packageFolder, undefined, join(directory, 'copy'))
  const [one, two] = await Promise.all([make(), make()])
  assert.equal(one.major, '18')
  assert.deepEqual(one, two)
  for (const link of links) assert.ok((await lstat(link)).isSymbolicLink())
  assert.deepEqual(await readdir(directory), ['package'])
})

test('programs that the user of the server cannot access are copied', async (t) => {
  // Only root runs the server as another user.
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
  const directory = await folder(t)
  const closed = join(directory, 'closed', 'package')
  await unlinkedPackage(closed)
  await chmod(dirname(closed), account ? 0o700 : 0o755)
  const copy = join(directory, 'copy')
  const { postgres } = await postgresBinaries(closed, account, copy)
  assert.equal(dirname(postgres), join(account ? copy : closed, 'native', 'bin'))
})
