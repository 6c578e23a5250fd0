import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { messageOf } from '@munova/tool-services'
import { BackupFailure } from './failure.ts'

export const usage = `npm run backup -- create              copies the running PostgreSQL and the signing keys
npm run backup -- list                the backups there are; exit code 1 when the newest is too old
npm run backup -- verify [NAME]       compares a backup with its checksums; by default the newest
npm run backup -- restore [NAME]      puts a backup where PostgreSQL, which is stopped, has its data
                  --to INSTANT        as of this moment, from the archive of the log; by default as late as the archive has it
                  --replace           moves the data and keys that are there out of the way
npm run backup -- finish              after the start of PostgreSQL: makes the databases fit for the apps, and lets them in

Settings are environment variables: see "Backups" in docs/operations.md.`

const commands = ['create', 'list', 'verify', 'restore', 'finish'] as const
type Command = (typeof commands)[number]

const path = z
  .string()
  .min(1)
  .transform((value) => resolve(value))
/** An empty variable is none. */
const optionalPath = z
  .string()
  .transform((value) => (value === '' ? undefined : resolve(value)))
  .optional()
const count = z.coerce.number().int().min(1)

/** What the environment says. */
export const Environment = z.object({
  BACKUP_FOLDER: path,
  BACKUP_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  BACKUP_DATA_FOLDER: optionalPath,
  BACKUP_ARCHIVE: optionalPath,
  BACKUP_METRICS_FOLDER: optionalPath,
  BACKUP_KEEP: count.max(1_000).default(7),
  BACKUP_MAX_AGE_HOURS: count.max(8_760).default(26),
  BACKUP_DEADLINE_MS: count.max(86_400_000).default(3_600_000),
  COMMERCE_DATABASE: z.string().min(1).default('munova_commerce'),
  CHAT_DATABASE: z.string().min(1).default('munova_chat'),
  JWT_KEYS_FILE: optionalPath,
})

export interface Settings extends z.infer<typeof Environment> {
  command: Command
  /** Of a backup. */
  name: string | undefined
  to: Date | undefined
  replace: boolean
}

const Instant = z.iso.datetime({ offset: true })

/** Returns 'help' for --help. Throws BackupFailure, without the values: the address has a password. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  const { values, positionals } = readArguments(args)
  if (values.help) return 'help'
  const [first, name, ...more] = positionals
  const command = commands.find((each) => each === first)
  if (command === undefined || more.length > 0) throw new BackupFailure(usage)
  if (name !== undefined && command !== 'verify' && command !== 'restore') throw new BackupFailure(usage)
  if ((values.to !== undefined || values.replace) && command !== 'restore') throw new BackupFailure(usage)
  const environment = Environment.safeParse(env)
  if (!environment.success) {
    const wrong = environment.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new BackupFailure(wrong.join('\n'))
  }
  if (values.to !== undefined && !Instant.safeParse(values.to).success)
    throw new BackupFailure('--to is an instant with its offset, as 2026-11-29T09:30:00+09:00')
  const to = values.to === undefined ? undefined : new Date(values.to)
  return { ...environment.data, command, name, to, replace: values.replace }
}

/** The value of a setting that this command cannot do without. */
export function required(
  settings: Settings,
  key: 'BACKUP_DATABASE_URL' | 'BACKUP_DATA_FOLDER' | 'JWT_KEYS_FILE',
): string {
  const value = settings[key]
  if (value === undefined) throw new BackupFailure(`${key} is not set`)
  return value
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        replace: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new BackupFailure(`${messageOf(error)}\n\n${usage}`)
  }
}
