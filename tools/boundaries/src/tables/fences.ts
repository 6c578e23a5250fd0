/** A third-party package that only some folders may import. */
export interface Fence {
  name: string
  /** Matches the name of the package from its first letter. */
  packages: string
  /** Path prefixes of the files that may import it. */
  places: readonly string[]
  /** Tests and tools may import it too: they talk to a server as an unrelated client would. */
  tests?: boolean
  /** `import type` is allowed everywhere: a type does not run. */
  typesElsewhere?: boolean
  advice: string
}

export const fences: readonly Fence[] = [
  {
    name: 'postgres',
    packages: 'postgres/',
    places: ['libs/database/'],
    typesElsewhere: true,
    advice: 'use connect() and Sql of @munova/database',
  },
  {
    name: 'amqp',
    packages: 'amqplib/|amqp-connection-manager/',
    places: ['libs/broker/'],
    advice: 'use the Broker of @munova/broker',
  },
  {
    name: 'rsocket',
    packages: 'rsocket-',
    places: ['apps/chat-server/src/transports/', 'libs/chat-client/'],
    tests: true,
    advice: 'it stays in apps/chat-server/src/transports and libs/chat-client',
  },
  {
    name: 'ws',
    packages: 'ws/',
    places: ['apps/chat-server/src/transports/'],
    tests: true,
    advice: 'it stays in apps/chat-server/src/transports',
  },
  {
    name: 'fastify',
    packages: 'fastify/|@fastify/',
    places: ['apps/', 'libs/auth/', 'libs/service/'],
    advice: 'use createHttp and Http of @munova/service',
  },
  {
    name: 'opentelemetry',
    packages: '@opentelemetry/',
    places: ['libs/service/src/tracing/'],
    typesElsewhere: true,
    advice: 'use traced() of @munova/service/tracing: the SDK is loaded only where traces are on',
  },
]

/** Files of which only their own folder may import values. Types are allowed everywhere. */
export const internalFiles: readonly {
  name: string
  folder: string
  files: readonly string[]
  advice: string
}[] = [
  {
    name: 'room-log',
    folder: 'apps/chat-server/src/log',
    files: ['row', 'system-entry'],
    advice: 'store an entry through RoomLog, which announces it to subscribers',
  },
]

/** Third-party packages that a contract may import: it runs in the browser and has no side effects. */
export const contractPackages: readonly string[] = ['zod']
