import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { ChatConfig } from '@munova/chat-server'
import { CommerceConfig } from '@munova/commerce-api'
import { StorefrontConfig } from '@munova/storefront'
import { serverApps, workspace } from '../src/index.ts'
import {
  backups,
  compose,
  exampleEnv,
  monitoring,
  readText,
  seconds,
  type Service,
  tlsOverride,
  variables,
} from './support/compose-file.ts'
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
const nodesOf = (app: keyof typeof configs) =>
  Object.entries(services).filter(([, service]) => appOf(service) === app)
const chatServers = nodesOf('chat-server').map(([, service]) => service)

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
    { logging: { driver: 'local' } },
    { mem_limit: 512 },
    { tmpfs: ['tmp'] },
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
  assert.deepEqual(
    serverApps().map((app) => [app, nodesOf(app as keyof typeof configs).length]),
    [
      ['chat-server', 2],
      ['commerce-api', 2],
      ['storefront', 1],
    ],
  )
  for (const [name, service] of Object.entries(services)) {
    const app = appOf(service)
    if (!app) continue
    const { environment = {}, image, networks } = service
    // In what it is called after its slot, and what all nodes of the app share.
    assert.match(name, new RegExp(`^${app}-a[12]$`))
    assert.deepEqual(networks, { default: { aliases: [app] } })
    assert.match(image, new RegExp(`/${app}:`))
    const unknown = Object.keys(environment).filter((key) => !(key in configs[app].shape))
    assert.deepEqual(unknown, [], `settings of ${name} that ${app} does not have`)
    configs[app].parse(environment)
    assert.equal('AMQP_URL' in environment, app !== 'storefront', name)
  }
})

test('every address in an environment that is not outside is a service of this file and the port it listens on', () => {
  const ports: Record<string, number[]> = { postgres: [5_432], rabbitmq: [5_672], balancer: [8_000, 8_100] }
  // They are not published.
  for (const port of ports['balancer']!)
    assert.match(readText('deploy/haproxy.cfg'), new RegExp(`^ {2}bind :${port}$`, 'm'))
  for (const [name, service] of Object.entries(services)) {
    const { environment = {}, depends_on = {} } = service
    for (const [key, value] of Object.entries(environment)) {
      if (!/_(URL|JWKS)$/.test(key) || key in outside) continue
      const { hostname, port } = new URL(value)
      assert.ok(ports[hostname]?.includes(Number(port)), `${name} ${key}`)
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
    ['commerce-api-a1', 'commerce-api-a2'],
  )
})

test('nodes of an app share the folder of their pictures, and no other app has it', () => {
  const folders = (['commerce-api', 'chat-server'] as const).map((app) => {
    const mounts = nodesOf(app).map(([, { volumes: all = [] }]) =>
      all.find((each) => each.endsWith(':/pictures')),
    )
    assert.equal(new Set(mounts).size, 1)
    return mounts[0]
  })
  assert.deepEqual(folders, ['pictures:/pictures', 'chat-pictures:/pictures'])
})

test('no container is more than it has to be: user, files, rights, memory, log', () => {
  for (const [name, service] of Object.entries(services)) {
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
    assert.deepEqual(service.logging?.options, { 'max-size': '20m', 'max-file': '5' }, name)
    assert.ok(service.healthcheck, name)
    assert.ok(service.mem_limit, name)
    // The images of the apps and of HAProxy name their user themselves.
    if (!service.build && name !== 'balancer') assert.equal(service.user, name)
    if (name !== 'rabbitmq') assert.equal(service.read_only, true, name)
  }
})

test('each service that a page or file says to call is there', () => {
  const called = [
    'docs/operations.md',
    'docs/releases.md',
    'docker-compose.yml',
    'deploy/backup.yml',
  ].flatMap((file) => [
    ...readText(file).matchAll(/docker compose (?:(?:--file|-f) \S+ )*(?:run|exec) (?:-\S+ )*([\w-]+)/g),
  ])
  assert.ok(called.length >= 5)
  const added = backups({ BACKUP_ROOT: '/mnt/backups', POSTGRES_PASSWORD: 'p' }).services
  const known = new Set([services, added].flatMap((each) => Object.keys(each)))
  for (const [command, name] of called) assert.ok(known.has(name!), command)
})

test('nor are those that watch them', () => {
  const watching = monitoring({ GRAFANA_PASSWORD: 'x' })
  assert.deepEqual(Object.keys(watching.services), ['prometheus', 'grafana'])
  for (const [name, service] of Object.entries(watching.services)) {
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
    assert.deepEqual(service.logging?.options, { 'max-size': '20m', 'max-file': '5' }, name)
    assert.ok(service.mem_limit, name)
  }
})

test('PostgreSQL archives into the folder that the backups are restored from, and their container sees its data and the keys', () => {
  const { services: changed } = backups({ BACKUP_ROOT: '/mnt/backups', POSTGRES_PASSWORD: 'p' })
  assert.deepEqual(Object.keys(changed), ['postgres', 'backup', 'backup-metrics'])
  const { environment = {}, volumes: mounts = [], ...backup } = changed['backup']!
  const archive = `/mnt/backups/archive:${environment['BACKUP_ARCHIVE']}`
  assert.deepEqual(changed['postgres']?.volumes, [archive])
  assert.ok(changed['postgres'].command?.some((each) => each.includes(`${environment['BACKUP_ARCHIVE']}/%f`)))
  const data = services['postgres']!.volumes!.find((mount) => mount.startsWith('postgres-data:'))!
  const keys = services['commerce-api-a1']!.volumes!.find((mount) => mount.startsWith('signing-keys:'))!
  for (const mount of [archive, data, keys]) assert.ok(mounts.includes(mount), mount)
  const inData = environment['BACKUP_DATA_FOLDER']!
  assert.ok(inData.startsWith(`${data.split(':')[1]}/`))
  assert.ok(environment['JWT_KEYS_FILE']!.startsWith(`${keys.split(':')[1]}/`))
  const { hostname, username } = new URL(environment['BACKUP_DATABASE_URL']!)
  assert.deepEqual([hostname, username], ['postgres', 'postgres'])
  const exporter = changed['backup-metrics']!
  const folder = environment['BACKUP_METRICS_FOLDER']
  assert.ok(mounts.includes(`/mnt/backups/metrics:${folder}`))
  assert.deepEqual(exporter.volumes, [`/mnt/backups/metrics:${folder}:ro`])
  assert.ok(exporter.command?.includes(`--collector.textfile.directory=${folder}`))
  for (const { cap_drop: dropped, read_only: isReadOnly } of [backup, exporter])
    assert.deepEqual([dropped, isReadOnly], [['ALL'], true])
})

test('the heap of an app ends below the memory of its container', () => {
  const dockerfile = readText('deploy/Dockerfile')
  for (const app of serverApps()) {
    const stage = dockerfile.slice(dockerfile.indexOf(`FROM runtime AS ${app}\n`))
    const heap = Number(/--max-old-space-size=(\d+)/.exec(stage)?.[1])
    for (const [name, { mem_limit: limit = '' }] of nodesOf(app as keyof typeof configs)) {
      const [, count, unit] = /^(\d+)([mg])$/.exec(limit) ?? []
      const mebibytes = Number(count) * (unit === 'g' ? 1_024 : 1)
      assert.ok(heap + 256 <= mebibytes, `${name}: ${heap} of ${mebibytes} MiB`)
    }
  }
})

test('with TLS the balancer serves the network, and nothing else does', () => {
  const { services: changed } = tlsOverride({ TLS_FOLDER: '/etc/munova/certificates' })
  assert.deepEqual(Object.keys(changed), ['balancer'])
  const { ports = [], environment = {}, volumes: mounts = [] } = changed['balancer']!
  const text = readText('deploy/haproxy.cfg')
  for (const port of ports) {
    const inside = port.split(':').at(-1)
    assert.match(
      text,
      new RegExp(`^ {2}bind :${inside}( ssl crt "\\$\\{TLS_CERTIFICATES\\}".*)?$`, 'm'),
      port,
    )
  }
  assert.equal(environment['PUBLIC_SCHEME'], 'https')
  assert.ok(mounts.includes(`/etc/munova/certificates:${environment['TLS_CERTIFICATES']}:ro`))
  assert.throws(() => tlsOverride({}), /TLS_FOLDER/)
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
  assert.deepEqual(
    services['balancer']?.ports,
    [storefront.PORT, chat.PORT, chat.RSOCKET_PORT].map((port) => `127.0.0.1:${port}:${port}`),
  )
  // Whatever is asked of an app goes through the balancer.
  for (const [name, service] of Object.entries(services))
    if (appOf(service)) assert.equal(service.ports, undefined, name)
})

test('the stop grace period of an app is longer than its own shutdown timeout', () => {
  // After its drain window chat-server stores accepted messages, for 15 s at most.
  for (const server of chatServers) {
    assert.ok(seconds(server.stop_grace_period) > (chat.DRAIN_GRACE_MS + chat.DRAIN_MS) / 1_000 + 15)
  }
  for (const [app, { DRAIN_GRACE_MS, STOP_TIMEOUT_MS }] of [
    ['commerce-api', commerce],
    ['storefront', storefront],
  ] as const) {
    for (const [name, service] of nodesOf(app))
      assert.ok(seconds(service.stop_grace_period) > (DRAIN_GRACE_MS + STOP_TIMEOUT_MS) / 1_000, name)
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

test('the balancer has four slots for each app, those of a1 and of the other nodes of this file in use', () => {
  const proxy = readText('deploy/haproxy.cfg')
  const slots = [...proxy.matchAll(/^ {2}server (\S+) (\S+):(\d+)( disabled)?$/gm)].map(
    ([, slot, name, port, disabled]) => ({ slot, name: name!, port: Number(port), isUsed: !disabled }),
  )
  for (const [app, ports] of [
    ['storefront', [storefront.PORT]],
    ['commerce-api', [commerce.PORT]],
    ['chat-server', [chat.PORT, chat.RSOCKET_PORT]],
  ] as const) {
    for (const port of ports) {
      const own = slots.filter(({ name, port: each }) => name.startsWith(app) && each === port)
      assert.deepEqual(
        own.map(({ slot, name }) => [slot, name]),
        ['a1', 'a2', 'b1', 'b2'].map((slot) => [slot, `${app}-${slot}`]),
      )
      const used = own.filter(({ isUsed }) => isUsed).map(({ name }) => name)
      assert.deepEqual(
        used,
        nodesOf(app).map(([name]) => name),
      )
    }
  }
})

test('the balancer says whose connections are, cuts those of a dead node alone, and waits longer than they are silent', () => {
  const proxy = readText('deploy/haproxy.cfg')
  for (const port of [chat.PORT, chat.RSOCKET_PORT])
    assert.match(proxy, new RegExp(`^ {2}bind :${port}$`, 'm'))
  const [, tcp = ''] = proxy.split('frontend rsocket')
  assert.match(proxy, /^ {2}option forwardfor$/m)
  assert.match(tcp, /^ {2}default-server send-proxy-v2 check /m)
  for (const [name, { environment }] of Object.entries(services).filter(([, service]) => appOf(service)))
    assert.ok(environment?.['TRUST_PROXY'], name)
  const backends = proxy
    .split(/^backend /m)
    .slice(1)
    .filter((text) => text.includes('  server '))
  assert.equal(backends.length, 4)
  for (const text of backends) {
    assert.match(text, /^ {2}http-check disable-on-404$/m)
    assert.match(text, /^ {2}default-server .*on-marked-down shutdown-sessions/m)
  }
  // An app serves on for twice as long as it may take until it is noticed.
  const [inter, check] = [/ inter (\S+)/, /timeout check (\S+)/].map((each) => seconds(each.exec(proxy)?.[1]))
  for (const { DRAIN_GRACE_MS } of [chat, commerce, storefront])
    assert.ok(DRAIN_GRACE_MS / 1_000 >= 2 * (inter! + check!))
  for (const side of ['client', 'server']) {
    const timeout = seconds(new RegExp(`timeout ${side} (\\S+)`).exec(tcp)?.[1])
    assert.ok(timeout > chat.RSOCKET_LIFETIME_MAX_MS / 1_000, side)
  }
  assert.ok(seconds(/timeout tunnel (\S+)/.exec(proxy)?.[1]) > (2 * chat.PING_INTERVAL_MS) / 1_000)
})
