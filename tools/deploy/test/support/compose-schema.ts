/*
 * The part of the Compose specification that docker-compose.yml uses, as JSON Schema. Unknown keys are rejected, so that
 * a misspelt key is noticed.
 */

const string = { type: 'string', minLength: 1 }
const strings = { type: 'array', items: string, minItems: 1, uniqueItems: true }
const stringMap = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
}
/** One or more pairs of number and unit. */
const duration = { type: 'string', pattern: '^(\\d+(us|ms|s|m|h))+$' }
const bytes = { type: 'string', pattern: '^\\d+(b|k|kb|m|mb|g|gb)$' }
const name = { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const named = (value: unknown) => ({
  type: 'object',
  propertyNames: name,
  additionalProperties: value,
})

const healthcheck = object(
  {
    test: {
      type: 'array',
      minItems: 2,
      items: [{ enum: ['CMD', 'CMD-SHELL'] }],
      additionalItems: string,
    },
    interval: duration,
    timeout: duration,
    retries: { type: 'integer', minimum: 1 },
    start_period: duration,
    start_interval: duration,
  },
  ['test', 'interval', 'timeout', 'retries'],
)

const limit = object({ soft: { type: 'integer', minimum: 1 }, hard: { type: 'integer', minimum: 1 } }, [
  'soft',
  'hard',
])

const service = object(
  {
    image: { type: 'string', pattern: '^[a-z0-9./-]+:[\\w.-]+$' },
    build: object({ context: string, dockerfile: string, args: stringMap }, ['context', 'dockerfile']),
    user: name,
    command: strings,
    hostname: name,
    networks: named(object({ aliases: { type: 'array', items: name, minItems: 1 } }, ['aliases'])),
    environment: stringMap,
    // With an address, because a port without one is open to the whole network.
    ports: { type: 'array', items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d{1,5}:\\d{1,5}$' } },
    volumes: {
      type: 'array',
      items: { type: 'string', pattern: '^(\\./)?[\\w./-]+:/[\\w./-]+(:ro)?$' },
    },
    depends_on: named(
      object(
        { condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } },
        ['condition'],
      ),
    ),
    healthcheck,
    ulimits: object({ nofile: limit }),
    sysctls: {
      type: 'object',
      propertyNames: { pattern: '^net\\.' },
      additionalProperties: { type: ['integer', 'string'] },
    },
    shm_size: bytes,
    mem_limit: bytes,
    read_only: { type: 'boolean' },
    tmpfs: { type: 'array', items: { type: 'string', pattern: '^/[\\w/]+(:[\\w=,]+)?$' } },
    cap_drop: strings,
    security_opt: strings,
    logging: object(
      {
        driver: { enum: ['local', 'json-file'] },
        options: object({ 'max-size': bytes, 'max-file': { type: 'string', pattern: '^[1-9]\\d*$' } }, [
          'max-size',
          'max-file',
        ]),
      },
      ['driver', 'options'],
    ),
    stop_signal: { enum: ['SIGTERM', 'SIGINT', 'SIGUSR1'] },
    stop_grace_period: duration,
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
  },
  ['image', 'restart'],
)

export const composeSchema = object(
  {
    name,
    services: named(service),
    volumes: named({ type: ['object', 'null'], maxProperties: 0 }),
  },
  ['name', 'services'],
)
