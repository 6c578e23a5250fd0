import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from './failure.ts'

export const usage = `npm run release -- APP --version VERSION   releases a version of an app
npm run release -- rollback APP            goes back to the version before
npm run release -- recover APP             finishes or undoes a release that was killed
npm run release -- status                  what serves
npm run release -- reload                  the balancer reads its configuration again, and keeps what it was told
npm run release -- APP --local [--broken never-ready|errors|slow]
                                           starts a shop of two nodes on this machine, and releases into it

  --fleet FILE     slots, balancer and limits (RELEASE_FLEET, or release/fleet.json)
  --state FOLDER   state, lock and audit log (RELEASE_STATE, or release/state)

DISCORD_WEBHOOK is the address that hears of it. Exit codes: 0 serves, 1 went back, 2 nothing was changed, 3 another
release is running, 4 neither finished nor undone.`

const brokenKinds = ['never-ready', 'errors', 'slow'] as const
export type Broken = (typeof brokenKinds)[number]

export interface Settings {
  command: 'release' | 'rollback' | 'recover' | 'status' | 'reload' | 'local'
  app: string
  version: string
  fleetFile: string
  folder: string
  broken: Broken | undefined
  webhook: string | undefined
  about: { commit?: string; author?: string; link?: string }
}

const verbs: ReadonlySet<string | undefined> = new Set(['rollback', 'recover', 'status', 'reload'])
const text = z.string().trim().min(1).max(2_000).optional().catch(undefined)
const Environment = z.object({
  RELEASE_FLEET: text,
  RELEASE_STATE: text,
  DISCORD_WEBHOOK: z.url({ protocol: /^https?$/ }).optional(),
  GIT_COMMIT: text,
  RELEASE_AUTHOR: text,
  BUILD_URL: text,
})

/** Returns 'help' for --help. Throws ReleaseFailure. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings | 'help' {
  const { values, positionals } = readArguments(args)
  if (values.help) return 'help'
  const environment = Environment.safeParse(env)
  // What is wrong with it is not said: it is a secret.
  if (!environment.success) throw new ReleaseFailure('DISCORD_WEBHOOK is not an address')
  const { RELEASE_FLEET, RELEASE_STATE, DISCORD_WEBHOOK, GIT_COMMIT, RELEASE_AUTHOR, BUILD_URL } =
    environment.data
  const [first, second, ...more] = positionals
  const isVerb = verbs.has(first)
  const app = isVerb ? second : first
  if (more.length > 0 || (!isVerb && second !== undefined)) throw new ReleaseFailure(usage)
  if (app === undefined && first !== 'status' && first !== 'reload') throw new ReleaseFailure(usage)
  if (app !== undefined && first === 'reload') throw new ReleaseFailure(usage)
  const broken = brokenKinds.find((kind) => kind === values.broken)
  if (values.broken !== undefined && (!broken || !values.local))
    throw new ReleaseFailure(`--broken needs --local, and is one of ${brokenKinds.join(', ')}`)
  const command = isVerb ? (first as Settings['command']) : values.local ? 'local' : 'release'
  if (isVerb && values.local) throw new ReleaseFailure(usage)
  if (values.local && values.version !== undefined)
    throw new ReleaseFailure('--local releases this checkout, and takes no --version')
  if (command === 'release' && values.version === undefined)
    throw new ReleaseFailure('--version says what is released')
  return {
    command,
    app: app ?? '',
    version: values.version ?? '',
    fleetFile: resolve(values.fleet ?? RELEASE_FLEET ?? 'release/fleet.json'),
    folder: resolve(values.state ?? RELEASE_STATE ?? 'release/state'),
    broken,
    webhook: DISCORD_WEBHOOK,
    about: {
      ...(GIT_COMMIT !== undefined && { commit: GIT_COMMIT }),
      ...(RELEASE_AUTHOR !== undefined && { author: RELEASE_AUTHOR }),
      ...(BUILD_URL !== undefined && { link: BUILD_URL }),
    },
  }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        version: { type: 'string' },
        fleet: { type: 'string' },
        state: { type: 'string' },
        local: { type: 'boolean', default: false },
        broken: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new ReleaseFailure(`${messageOf(error)}\n\n${usage}`)
  }
}
