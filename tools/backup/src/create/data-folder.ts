import type { Dirent } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '@munova/tool-services'
import { copyFile, forFiles } from '../store/files.ts'
import { DATA, type File, type Manifest } from '../store/manifest.ts'

/** Folders whose content means nothing to another process of PostgreSQL; the first is copied apart. */
const EMPTY = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|pg_internal\.init.*|pgsql_tmp.*)$/
/** It is what a start reads first, so it is copied last. */
const CONTROL = 'global/pg_control'

export type Copied = Pick<Manifest, 'folders' | 'files'>

/**
 * Copies the data of a running PostgreSQL between the start and the end of a backup. Files may change and vanish meanwhile: what is
 * wrong with them the log puts right.
 */
export async function copyData(data: string, backup: string, signal: AbortSignal): Promise<Copied> {
  const folders: string[] = []
  const paths: string[] = []
  await walk('', async (path, entries) => {
    const here = join(DATA, path)
    await mkdir(join(backup, here), { mode: 0o700, recursive: true })
    folders.push(here)
    paths.push(...entries)
  })
  const copied = await forFiles(paths, (path) => copyOne(path))
  return { folders, files: [...copied, await copyOne(CONTROL)].filter((file) => file !== undefined) }

  async function walk(path: string, found: (path: string, files: string[]) => Promise<void>): Promise<void> {
    const entries = EMPTY.has(path) ? [] : await entriesOf(path)
    const inside = (kind: 'isFile' | 'isDirectory') =>
      entries
        .filter((entry) => entry[kind]() && !LEFT_OUT.test(entry.name))
        .map(({ name }) => join(path, name))
    await found(
      path,
      inside('isFile').filter((each) => each !== CONTROL),
    )
    for (const folder of inside('isDirectory')) await walk(folder, found)
  }

  async function entriesOf(path: string): Promise<Dirent[]> {
    try {
      return await readdir(join(data, path), { withFileTypes: true })
    } catch (error) {
      // A database that was dropped.
      if (codeOf(error) === 'ENOENT' && path !== '') return []
      throw error
    }
  }

  async function copyOne(path: string): Promise<File | undefined> {
    const at = join(DATA, path)
    try {
      return { path: at, ...(await copyFile(join(data, path), join(backup, at), signal)) }
    } catch (error) {
      // A table that was dropped.
      if (codeOf(error) === 'ENOENT' && path !== CONTROL) return undefined
      throw error
    }
  }
}

/** Copies the segments of the log from the first to the last one, without which the copy of the data cannot be used. */
export async function copyLog(
  data: string,
  backup: string,
  { names, signal }: { names: readonly string[]; signal: AbortSignal },
): Promise<File[]> {
  const files: File[] = []
  for (const name of names) {
    const path = join(DATA, 'pg_wal', name)
    files.push({ path, ...(await copyFile(join(data, 'pg_wal', name), join(backup, path), signal)) })
  }
  return files
}
