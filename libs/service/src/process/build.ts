import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The file beside a bundle that says what it is; tools/deploy writes it. */
export const Manifest = z.object({
  app: z.string().min(1).max(64),
  version: z.string().min(1).max(64),
  /** The commit it was built from; `-dirty` when the tree had changes of its own, `unknown` without a repository. */
  gitSha: z.string().regex(/^([0-9a-f]{40}(-dirty)?|unknown)$/),
  /** Absent when the app has no database. */
  schema: z
    .object({
      /** The number of the newest migration, which has to be applied, with all before it. */
      needs: z.number().int().positive(),
      /**
       * All its migrations, by number. A program tolerates a schema when it knows each migration of it, or is tolerated by it: 0 is every
       * older program, a number one that knows the migration of this number, null none.
       */
      migrations: z
        .array(z.object({ name: z.string().max(128), toleratedFrom: z.number().int().nullable() }))
        .max(10_000),
    })
    .optional(),
})
export type Manifest = z.infer<typeof Manifest>

/** What runs in this process. In a checkout version and commit are `development`. */
export interface Build {
  version: string
  gitSha: string
}

const DEVELOPMENT: Build = { version: 'development', gitSha: 'development' }
/** As seen from `src/main.mjs` of a bundle. In a checkout there is none. */
const manifestFile = new URL('../manifest.json', import.meta.url)

let running: Build | undefined

/** The version and commit of this process, from the manifest of its bundle. */
export function runningBuild(): Build {
  return (running ??= readBuild(manifestFile))
}

/** Throws when the manifest is there and cannot be read. */
export function readBuild(file: URL): Build {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return DEVELOPMENT
    throw error
  }
  const { version, gitSha } = Manifest.parse(JSON.parse(text))
  return { version, gitSha }
}
