import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { ChatConfig } from '@munova/chat-server'
import { CommerceConfig } from '@munova/commerce-api'
import { StorefrontConfig } from '@munova/storefront'
import { serverApps, workspace } from '../src/index.ts'
import { compose, exampleEnv, readText, seconds, variables, type Service } from './support/compose-file.ts'
import { composeSchema } from './support/compose-schema.ts'

/** What is outside of this machine. */
const outside: Record<string, string> = {
  SMTP_URL: 'smtps://mail.munova.example',
  PUBLIC_URL: 'https://munova.example',
}
const secrets = {
  ...Object.fromEntries(
    [...variables()].filter(([, { required }]) => required).map(([name]) => [name, `${name.toLowerCase()}x`]),
  ),
  REFUND_ACCOUNT_KEYS: `compose:${Buffer.alloc(32, 'x').toString('base64')}`,
  TOSS_CLIENT_KEY: 'test_ck_compose',
  ...outside,
}
const { services, volumes } = compose(secrets)
const configs = { 'chat-server': ChatConfig, 'commerce-api': CommerceConfig, storefront: StorefrontConfig }
const storefront = StorefrontConfig.parse({})
const chat = ChatConfig.parse({ DATABASE_URL: 'postgres://x' })
const commerce = CommerceConfig.parse({ DATABASE_URL: 'postgres://x' })
const matchesSchema = new Ajv({ allErrors: true, allowUnionTypes: true, strictTuples: false }).compile(
  composeSchema,
)

const appOf = ({ build }: Service) => build?.args?.['APP'] as keyof typeof configs | undefined
const chatServers = Object.values(services).filter((service) => appOf(service) === 'chat-server')

test('docker-compose.yml matches the schema', () => {
  assert.ok(matchesSchema(compose(secrets)), JSON.stringify(matchesSchema.errors, null, 2))
})

const accepts = (change: object) =>
  matchesSchema({
    name: 'munova',
    services: { postgres: { image: 'postgres:18', restart: 'always', ...change } },
  })

test('the schema rejects unknown keys, wrong types and ports open to the network', () => {
  const invalid: Record<string, unknown>[] = [
    { depend_on: {} },
    { depends_on: { postgres: { condition: 'healthy' } } },
    { healthcheck: { test: 'curl localhost', interval: '1s', timeout: '1s', retries: 1 } },
    { healthcheck: { test: ['CMD', 'x'], interval: 5, timeout: '1s', retries: 1 } },
    { ports: ['4000:4000'] },
    { ports: ['0.0.0.0:4000:4000'] },
    { ulimits: { nofile: { soft: 65_536 } } },
    { stop_grace_period: '30' },
    { read_only: 'yes' },
    { environment: ['A=b'] },
    { image: 'postgres' },
  ]
  assert.equal(accepts({}), true)
  for (const change of invalid) assert.equal(accepts(change), false, JSON.stringify(change))
})

test('a variable without a default is required, documented, and has no value in .env.example', () => {
  const example = exampleEnv()
  assert.deepEqual(Object.keys(example).toSorted(), [...variables().keys()].toSorted())
  for (const [name, { required }] of variables()) {
    assert.equal(example[name] === '', required, name)
    if (required) assert.throws(() => compose({ ...secrets, [name]: '' }), new RegExp(name))
    else assert.match(readText('docker-compose.yml'), new RegExp(`\\{${name}:-${example[name]}\\}`), name)
  }
})

test('a service that waits until another is healthy waits for one with a health check', () => {
  for (const [name, { depends_on = {} }] of Object.entries(services)) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      assert.ok(services[other], `${name} waits for ${other}, which does not exist`)
      assert.equal(condition, 'service_healthy', `${name} waits for ${other}`)
      assert.ok(services[other].healthcheck, `${name} waits for the health of ${other}`)
    }
  }
})

test('every app has a service, and its environment holds only valid settings of that app', () => {
  assert.deepEqual(new Set(Object.values(services).map(appOf)), new Set([...serverApps(), undefined]))
  assert.equal(chatServers.length, 2)
  for (const [name, service] of Object.entries(services)) {
    const app = appOf(service)
    if (!app) continue
    const { environment = {}, image } = service
    assert.match(image, new RegExp(`/${app}:`))
    const unknown = Object.keys(environment).filter((key) => !(key in configs[app].shape))
    assert.deepEqual(unknown, [], `settings of ${name} that ${app} does not have`)
    configs[app].parse(environment)
    assert.equal('AMQP_URL' in environment, app !== 'storefront', name)
  }
})

test('every address in an environment that is not outside is a service of this file and the port it listens on', () => {
  const ports: Record<string, number> = {
    postgres: 5_432,
    rabbitmq: 5_672,
    'commerce-api': commerce.PORT,
    balancer: chat.PORT,
  }
  for (const [name, service] of Object.entries(services)) {
    const { environment = {}, depends_on = {} } = service
    for (const [key, value] of Object.entries(environment)) {
      if (!/_(URL|JWKS)$/.test(key) || key in outside) continue
      const { hostname, port } = new URL(value)
      assert.equal(Number(port), ports[hostname], `${name} ${key}`)
      assert.ok(hostname in depends_on, `${name} uses ${hostname} without depending on it`)
    }
  }
})

test('each app connects to its own database with its own role, both created by init.sql', () => {
  const sql = readText('deploy/postgres/init.sql')
  const users = Object.values(services)
    .filter(({ environment }) => environment?.['DATABASE_URL'])
    .map((service) => {
      const url = new URL(service.environment!['DATABASE_URL']!)
      const database = url.pathname.slice(1)
      assert.equal(url.username, database)
      assert.match(sql, new RegExp(`create role ${database} login password`))
      assert.match(sql, new RegExp(`create database ${database} owner ${database};`))
      const variable = `${database.toUpperCase()}_PASSWORD`
      assert.equal(url.password, services['postgres']?.environment?.[variable])
      return `${appOf(service)} ${database}`
    })
  assert.deepEqual([...new Set(users)], ['commerce-api munova_commerce', 'chat-server munova_chat'])
  for (const [, variable] of sql.matchAll(/\\getenv \w+ (\w+)/g)) {
    assert.ok(services['postgres']?.environment?.[variable!], variable)
  }
})

test('the signing keys are mounted into commerce-api only', () => {
  const mounting = Object.entries(services).filter(([, { volumes: mounts = [] }]) =>
    mounts.some((mount) => mount.startsWith('signing-keys:')),
  )
  assert.deepEqual(
    mounting.map(([name]) => name),
    ['commerce-api'],
  )
})

test('every volume is declared or a path in the repository', () => {
  for (const service of Object.values(services)) {
    for (const mount of service.volumes ?? []) {
      const [source = ''] = mount.split(':')
      if (source.startsWith('.')) assert.ok(existsSync(join(workspace, source)), source)
      else assert.ok(source in volumes, source)
    }
  }
})

test('published ports are the documented ones', () => {
  assert.deepEqual(services['commerce-api']?.ports, [`127.0.0.1:${commerce.PORT}:${commerce.PORT}`])
  assert.deepEqual(
    services['balancer']?.ports,
    [storefront.PORT, chat.PORT, chat.RSOCKET_PORT].map((port) => `127.0.0.1:${port}:${port}`),
  )
  for (const server of chatServers) assert.equal(server.ports, undefined)
})

test('the stop grace period of an app is longer than its own shutdown timeout', () => {
  // After its drain window chat-server stores accepted messages, for 15 s at most.
  for (const server of chatServers) {
    assert.ok(seconds(server.stop_grace_period) > (chat.DRAIN_GRACE_MS + chat.DRAIN_MS) / 1_000 + 15)
  }
  for (const [name, { DRAIN_GRACE_MS, STOP_TIMEOUT_MS }] of [
    ['commerce-api', commerce],
    ['storefront', storefront],
  ] as const) {
    assert.ok(seconds(services[name]?.stop_grace_period) > (DRAIN_GRACE_MS + STOP_TIMEOUT_MS) / 1_000, name)
  }
})

test('chat-servers, balancer and host allow the configured number of connections', () => {
  const balancer = services['balancer']!
  for (const server of chatServers) {
    assert.ok(server.ulimits!.nofile.soft >= chat.MAX_CONNECTIONS + 200)
    assert.ok(Number(server.sysctls!['net.core.somaxconn']) >= chat.LISTEN_BACKLOG)
    assert.ok(Number(server.sysctls!['net.ipv4.tcp_max_syn_backlog']) >= chat.LISTEN_BACKLOG)
  }
  const host = Object.fromEntries(
    [...readText('deploy/kernel/90-munova-chat.conf').matchAll(/^([\w.]+) = (.+)$/gm)].map(
      ([, key, value]) => [key!, value!],
    ),
  )
  assert.ok(Number(host['net.core.somaxconn']) >= chat.LISTEN_BACKLOG)
  assert.ok(Number(host['net.ipv4.tcp_max_syn_backlog']) >= chat.LISTEN_BACKLOG)
  assert.equal(balancer.sysctls!['net.ipv4.ip_local_port_range'], host['net.ipv4.ip_local_port_range'])
  const [low = 0, high = 0] = host['net.ipv4.ip_local_port_range']!.split(' ').map(Number)
  assert.ok(high - low >= chat.MAX_CONNECTIONS)
  assert.ok(low > Math.max(chat.PORT, commerce.PORT, 15_672))

  const proxy = readText('deploy/haproxy.cfg')
  const [total, perServer] = [/^ {2}maxconn (\d+)/m, /check .* maxconn (\d+)/].map((limit) =>
    Number(limit.exec(proxy)?.[1]),
  )
  assert.equal(perServer, chat.MAX_CONNECTIONS)
  assert.equal(total, chat.MAX_CONNECTIONS * chatServers.length)
  assert.ok(balancer.ulimits!.nofile.soft > total * 2)
})

test('the balancer lists every chat-server, and its timeouts are longer than the ping interval', () => {
  const proxy = readText('deploy/haproxy.cfg')
  const servers = Object.entries(services).filter(([, service]) => appOf(service) === 'chat-server')
  const backends = [...proxy.matchAll(/^ {2}server (\S+) (\S+)$/gm)].map(([, name, address]) => [
    name,
    address,
  ])
  assert.deepEqual(
    backends,
    [chat.PORT, chat.RSOCKET_PORT].flatMap((port) => servers.map(([name]) => [name, `${name}:${port}`])),
  )
  for (const port of [chat.PORT, chat.RSOCKET_PORT])
    assert.match(proxy, new RegExp(`^ {2}bind :${port}$`, 'm'))
  const [, tcp = ''] = proxy.split('frontend chat-rsocket')
  // The nodes learn the addresses of clients from it.
  assert.match(proxy, /^ {2}option forwardfor$/m)
  assert.match(tcp, /^ {2}default-server send-proxy-v2 check /m)
  for (const [, { environment }] of servers) assert.ok(environment?.['TRUST_PROXY'])
  for (const side of ['client', 'server']) {
    const timeout = seconds(new RegExp(`timeout ${side} (\\S+)`).exec(tcp)?.[1])
    assert.ok(timeout > chat.RSOCKET_LIFETIME_MAX_MS / 1_000, side)
  }
  assert.ok(seconds(/timeout tunnel (\S+)/.exec(proxy)?.[1]) > (2 * chat.PING_INTERVAL_MS) / 1_000)
})
