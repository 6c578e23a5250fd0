import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { workspace } from '../../src/index.ts'

export interface Service {
  image: string
  build?: { dockerfile: string; args?: Record<string, string> }
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
  ulimits?: { nofile: { soft: number; hard: number } }
  sysctls?: Record<string, number | string>
  stop_grace_period?: string
  user?: string
  command?: string[]
  networks?: Record<string, { aliases: string[] }>
  mem_limit?: string
  read_only?: boolean
  tmpfs?: string[]
  cap_drop?: string[]
  security_opt?: string[]
  logging?: { driver: string; options: Record<string, string> }
}

export interface Compose {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}

export const readText = (path: string) => readFileSync(join(workspace, path), 'utf8')

/** deploy/compose.tls.yml, which is merged into the other file. */
export function tlsOverride(env: Record<string, string>): Compose {
  return interpolate(parse(readText('deploy/compose.tls.yml')), env) as Compose
}

/** deploy/monitoring.yml, which is merged into the other file. */
export function monitoring(env: Record<string, string>): Compose {
  return interpolate(parse(readText('deploy/monitoring.yml')), env) as Compose
}

/** deploy/backup.yml, which is merged into the other file. */
export function backups(env: Record<string, string>): Compose {
  return interpolate(parse(readText('deploy/backup.yml')), env) as Compose
}

/** docker-compose.yml with its variables interpolated. Throws, like Compose, when a required one is empty. */
export function compose(env: Record<string, string>): Compose {
  return interpolate(parse(readText('docker-compose.yml')), env) as Compose
}

/** The variables of docker-compose.yml. */
export function variables(): Map<string, { required: boolean }> {
  const matches = readText('docker-compose.yml').matchAll(/\$\{(\w+)(:[?-])?/g)
  return new Map([...matches].map(([, name, operator]) => [name!, { required: operator !== ':-' }]))
}

/** The assignments of .env.example. */
export function exampleEnv(): Record<string, string> {
  const lines = readText('.env.example').matchAll(/^(\w+)=(.*)$/gm)
  return Object.fromEntries([...lines].map(([, name, value]) => [name!, value!]))
}

/** Seconds of a duration like `1m30s`. */
export function seconds(duration: string | undefined): number {
  const units: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3_600 }
  const parts = (duration ?? '').matchAll(/(\d+)(us|ms|s|m|h)/g)
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)
}

/** Supports `${NAME:?message}` and `${NAME:-default}`, the two forms in the file. */
function interpolate(value: unknown, env: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env)]))
  }
  if (typeof value !== 'string') return value
  const filled = value.replace(
    /\$\{(\w+):([?-])([^}]*)\}/g,
    (_, name: string, operator: string, text: string) => {
      if (env[name]) return env[name]
      if (operator === '?') throw new Error(`${name}: ${text}`)
      return text
    },
  )
  if (filled.includes('$')) throw new Error(`unsupported interpolation: ${value}`)
  return filled
}
