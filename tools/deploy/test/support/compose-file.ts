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
}

export interface Compose {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}

export const readText = (path: string) => readFileSync(join(workspace, path), 'utf8')

/** docker-compose.yml with the variables filled in. Throws, as Compose does, for one that is required and empty. */
export function compose(env: Record<string, string>): Compose {
  return fill(parse(readText('docker-compose.yml')), env) as Compose
}

/** The variables that docker-compose.yml takes, each with whether it must be given. */
export function variables(): Map<string, { required: boolean }> {
  const found = readText('docker-compose.yml').matchAll(/\$\{(\w+)(:[?-])?/g)
  return new Map([...found].map(([, name, how]) => [name!, { required: how !== ':-' }]))
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

/** `${NAME:?message}` and `${NAME:-default}`, the two forms that the file uses. */
function fill(value: unknown, env: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, env))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, env)]))
  }
  if (typeof value !== 'string') return value
  const filled = value.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, how: string, text: string) => {
    if (env[name]) return env[name]
    if (how === '?') throw new Error(`${name}: ${text}`)
    return text
  })
  if (filled.includes('$')) throw new Error(`not understood: ${value}`)
  return filled
}
