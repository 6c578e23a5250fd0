import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { findProgram, installPackage } from '../machine/debian-package.ts'

/** A RabbitMQ on this machine: its start script. */
export interface RabbitBinary {
  kind: 'binary'
  path: string
}

/** The rabbitmq-server of this machine, undefined when there is none (or no Erlang to run it). */
export async function findRabbit(): Promise<RabbitBinary | undefined> {
  if (!findProgram('erl')) return undefined
  const found = findProgram('rabbitmq-server')
  if (!found) return undefined
  const target = await realpath(found)
  // Debian's /usr/sbin/rabbitmq-server insists on its own user; the real script lies beside the wrapper.
  if (basename(target) !== 'rabbitmq-script-wrapper') return { kind: 'binary', path: target }
  return { kind: 'binary', path: await realpath(join(dirname(target), 'rabbitmq-server')) }
}

/** Installs Debian's rabbitmq-server, as root, unless it is there. */
export function installRabbit(log?: (line: string) => void): Promise<RabbitBinary> {
  return installPackage('rabbitmq-server', { find: findRabbit, log })
}
