import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface FakeDocker {
  /** Its folder, to be put in front of PATH. */
  folder: string
  /** Of each call, its arguments, one a line as JSON. */
  calls: string
}

/** A `docker` whose containers are processes of the artefacts' versions; it writes down how it was called. */
export async function writeFakeDocker(folder: string, artefacts: string): Promise<FakeDocker> {
  await mkdir(join(folder, 'containers'), { recursive: true })
  const program = fileURLToPath(new URL('docker-stand-in.ts', import.meta.url))
  const file = join(folder, 'docker')
  await writeFile(
    file,
    `#!/bin/sh\nexec '${process.execPath}' '${program}' '${folder}' '${artefacts}' "$@"\n`,
  )
  await chmod(file, 0o700)
  return { folder, calls: join(folder, 'calls.jsonl') }
}
