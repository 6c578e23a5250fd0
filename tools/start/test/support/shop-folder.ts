import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { afterTheTest } from '@munova/testing'
import { root } from '../../src/settings/settings.ts'

const run = promisify(execFile)

/** What is no part of a fresh checkout; `node_modules` are linked. */
const LEFT_OUT = new Set(['.git', '.munova', '.nx', '.svelte-kit', 'build', 'dist', 'node_modules'])

/**
 * A checkout of the project after `npm ci`, in a folder of this name that belongs to the user; removed after the test. The
 * packages are hard links of those here, so that they are in the folder as npm would put them there.
 */
export async function shopFolder(t: TestContext, name: string, uid: number | undefined): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'munova-checkout-'))
  await chmod(parent, 0o755)
  afterTheTest(t, () => rm(parent, { recursive: true, force: true, maxRetries: 5 }))
  const folder = join(parent, name)
  await mkdir(folder)
  const packages: string[] = []
  await cp(root, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter(source) {
      if (basename(source) === 'node_modules') packages.push(relative(root, source))
      return !LEFT_OUT.has(basename(source))
    },
  })
  for (const path of packages) {
    const copy = (flags: string) => run('cp', [flags, join(root, path), join(folder, path)])
    // A file on another file system cannot be linked, and not every cp has -l.
    await copy('-RPl').catch(async () => {
      await rm(join(folder, path), { recursive: true, force: true })
      await copy('-RP')
    })
  }
  // Made by the build of the pages, for the user who builds.
  await rm(join(folder, 'apps/storefront/node_modules/$app'), { recursive: true, force: true })
  // What is linked belongs to others as well.
  if (uid !== undefined)
    await run('find', [
      folder,
      '(',
      '-type',
      'd',
      '-o',
      '-links',
      '1',
      ')',
      '-exec',
      'chown',
      '-h',
      `${uid}:${uid}`,
      '{}',
      '+',
    ])
  return folder
}
