import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ServerFolder, own } from '../machine/server-folder.ts'
import { freePort } from '../machine/port.ts'

/** The identity of a RabbitMQ node: its name, which its data depends on, and its four ports on 127.0.0.1. */
export interface RabbitNode {
  name: string
  amqp: number
  management: number
  distribution: number
  epmd: number
}

/** Plugins and configuration in addition to the defaults. */
export interface NodeOptions {
  plugins?: readonly string[]
  configuration?: readonly string[]
}

/** Memory and disk limits of a node on a development machine. */
const MEMORY = '1GB'
const FREE_DISK = '100MB'
/** WAL of quorum queues in bytes; the default of RabbitMQ 3 is 512 MB, all of which is kept in memory. */
const QUORUM_LOG = 64_000_000
/**
 * Erlang's schedulers spin for a while when they run out of work. That is only faster on cores of their own, and here they
 * would take the time from the programs that share them.
 */
const NO_BUSY_WAIT = '+sbwt none +sbwtdcpu none +sbwtdio none'

/** Opens the node of the folder, with its previous ports where they are free, or creates one. */
export async function openNode(
  { folder, account }: ServerFolder,
  extra: NodeOptions = {},
): Promise<RabbitNode> {
  const last = await savedNode(folder)
  const node: RabbitNode = {
    name: last?.name ?? `munova_${randomBytes(4).toString('hex')}@localhost`,
    amqp: await freePort(last?.amqp),
    management: await freePort(last?.management),
    distribution: await freePort(last?.distribution),
    epmd: await freePort(last?.epmd),
  }
  await writeFile(join(folder, 'node.json'), JSON.stringify(node))

  for (const name of ['mnesia', 'log']) {
    await mkdir(join(folder, name), { recursive: true })
    await own(join(folder, name), account)
  }
  const files = {
    'rabbitmq.conf': `${configuration(node)}${(extra.configuration ?? []).map((line) => `${line}\n`).join('')}`,
    enabled_plugins: `[${['rabbitmq_management', ...(extra.plugins ?? [])].join()}].\n`,
    // An empty file, so that the settings in /etc/rabbitmq are not used.
    'rabbitmq-env.conf': '',
    'advanced.config': '[].\n',
  }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content)
    await own(join(folder, name), account)
  }
  const cookie = join(folder, '.erlang.cookie')
  if ((await readFile(cookie).catch(() => undefined)) === undefined) {
    await writeFile(cookie, randomBytes(24).toString('hex'), { mode: 0o400 })
    await own(cookie, account)
  }
  return node
}

/** The node that was last started in the folder. */
export async function savedNode(folder: string): Promise<RabbitNode | undefined> {
  const text = await readFile(join(folder, 'node.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as RabbitNode)
}

/** The environment of the node, without variables of another RabbitMQ or Erlang. */
export function nodeEnvironment(node: RabbitNode, folder: string): NodeJS.ProcessEnv {
  const outer = Object.entries(process.env).filter(
    ([name]) => !/^(RABBITMQ_|ERL|NOTIFY_SOCKET|CONF_ENV)/.test(name),
  )
  return {
    ...Object.fromEntries(outer),
    HOME: folder,
    // Erlang is in /usr/bin on Debian and elsewhere on other systems, so common folders are appended to PATH.
    PATH: `${process.env['PATH'] ?? ''}:/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin`,
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: String(node.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: node.name,
    RABBITMQ_DIST_PORT: String(node.distribution),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: pidFile(folder),
    // A later start recognizes its leftover node by the name in the command line.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${NO_BUSY_WAIT} -kernel inet_dist_use_interface {127,0,0,1} -munova ${node.name}`,
  }
}

/** The file in which the node writes the pid of its Erlang virtual machine. */
export function pidFile(folder: string): string {
  return join(folder, 'log', 'rabbitmq.pid')
}

/** Only settings that both RabbitMQ 3.10 and 4 support. */
function configuration(node: RabbitNode): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${node.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${node.management}`,
    `vm_memory_high_watermark.absolute = ${MEMORY}`,
    `disk_free_limit.absolute = ${FREE_DISK}`,
    `raft.wal_max_size_bytes = ${QUORUM_LOG}`,
    'log.file = false',
    'log.console = true',
    'log.console.level = info',
    '',
  ].join('\n')
}
