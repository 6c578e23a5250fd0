export const types = ['app', 'contract', 'runtime', 'client', 'testing', 'tool'] as const
export type PackageType = (typeof types)[number]

export const scopes = ['chat', 'commerce', 'shared'] as const
export type Scope = (typeof scopes)[number]

/** What the sources of a package of each type may import. */
const sources: Record<PackageType, readonly PackageType[]> = {
  app: ['contract', 'runtime'],
  contract: ['contract'],
  runtime: ['contract', 'runtime'],
  client: ['contract'],
  testing: ['contract', 'runtime', 'client', 'tool'],
  tool: types,
}

/** What its tests may import beyond that. */
const tests: Record<PackageType, readonly PackageType[]> = {
  app: ['client', 'testing'],
  contract: ['testing'],
  runtime: ['testing'],
  client: ['app', 'runtime', 'testing'],
  testing: ['testing'],
  tool: types,
}

/** Whether a package of type `from` may import one of type `to`. */
export function allowsType(from: PackageType, to: PackageType, inTests: boolean): boolean {
  return sources[from].includes(to) || (inTests && tests[from].includes(to))
}

/** Chat and commerce never meet but in the tools that run both; what they share knows neither. */
export function allowsScope(from: { type: PackageType; scope: Scope }, to: Scope): boolean {
  return to === 'shared' || to === from.scope || (from.type === 'tool' && from.scope === 'shared')
}

/** A third-party package that only some places may know. */
export interface Fence {
  packages: RegExp
  /** Path prefixes. */
  places: readonly string[]
  /** Tests and tools may speak to it directly, as a stranger would. */
  tests?: boolean
  /** `import type` is free: a type makes nothing run. */
  typesElsewhere?: boolean
  why: string
}

export const fences: readonly Fence[] = [
  {
    packages: /^postgres$/,
    places: ['libs/database/'],
    typesElsewhere: true,
    why: 'use connect() and Sql of @munova/database',
  },
  {
    packages: /^(amqplib|amqp-connection-manager)$/,
    places: ['libs/broker/'],
    why: 'use the Broker of @munova/broker',
  },
  {
    packages: /^rsocket-/,
    places: ['apps/chat-server/src/transports/', 'libs/chat-client/'],
    tests: true,
    why: 'it stays in apps/chat-server/src/transports and libs/chat-client',
  },
  {
    packages: /^ws$/,
    places: ['apps/chat-server/src/transports/'],
    tests: true,
    why: 'it stays in apps/chat-server/src/transports',
  },
  {
    packages: /^(fastify|@fastify\/.+)$/,
    places: ['apps/', 'libs/auth/', 'libs/service/'],
    why: 'use createHttp and Http of @munova/service',
  },
]

/** Third-party packages that a contract may import: it runs in the browser and does nothing by itself. */
export const contractPackages: readonly string[] = ['zod']

/** Names that say nothing about what is inside. `core` is forbidden for folders only. */
export const emptyNames = /^((.+-)?(utils?|helpers?)|common|shared|services|managers?|base)$/

export const maximumLines = { src: 300, test: 500 } as const
