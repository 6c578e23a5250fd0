import type { Environment, WrongSetting } from './config.ts'

/** What tells the settings of a production apart from those of development. */
interface ProductionRules {
  /** Their defaults are for development. */
  required: readonly string[]
  /** They are for development alone. */
  forbidden: readonly string[]
  /** URLs with a user and a password. */
  credentials: readonly string[]
}

/** What servers are installed with, and what examples have. */
const WELL_KNOWN = new Set(['', 'postgres', 'guest', 'admin', 'password', 'secret', 'changeme', 'munova'])
/** Nobody else reaches a server there. */
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Why a process with this environment must not serve buyers: a line for each setting. */
export function productionProblems(
  environment: Environment,
  { required, forbidden, credentials }: ProductionRules,
): WrongSetting[] {
  const isSet = (setting: string) => (environment[setting] ?? '').trim() !== ''
  return [
    ...required
      .filter((setting) => !isSet(setting))
      .map((setting) => ({ setting, problem: 'required unless NODE_ENV is development' })),
    ...forbidden.filter(isSet).map((setting) => ({ setting, problem: 'only with NODE_ENV=development' })),
    ...credentials
      .filter((setting) => isSet(setting) && hasWellKnownPassword(environment[setting]!))
      .map((setting) => ({ setting, problem: 'has no password, or one that everybody knows' })),
  ]
}

function hasWellKnownPassword(text: string): boolean {
  const { hostname, username, password } = new URL(text)
  if (LOOPBACK.has(hostname)) return false
  return WELL_KNOWN.has(password) || password === username
}
