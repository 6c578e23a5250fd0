import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Cleanup } from '@munova/testing'
import { workspace } from '@munova/tool-deploy'

const run = promisify(execFile)
const MAX_OUTPUT = 16_000_000

/**
 * The files of the repository as a checkout has them, with what `npm ci` installs and nothing that was built. It is where the
 * checks do not look, and on the disk of what is installed, which is linked.
 */
export async function cleanCheckout(t: Cleanup): Promise<string> {
  await mkdir(join(workspace, '.nx'), { recursive: true })
  const folder = await mkdtemp(join(workspace, '.nx/checkout-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', list, { cwd: workspace, maxBuffer: MAX_OUTPUT })
  const files = stdout.split('\0').filter((file) => file !== '' && existsSync(join(workspace, file)))
  for (const file of files) await cp(join(workspace, file), join(folder, file), { recursive: true })
  const packages = new Set(files.filter((file) => file.endsWith('package.json')).map((file) => dirname(file)))
  for (const name of packages) {
    const installed = join(workspace, name, 'node_modules')
    if (existsSync(installed)) await run('cp', ['--archive', '--link', installed, join(folder, name)])
  }
  return folder
}
