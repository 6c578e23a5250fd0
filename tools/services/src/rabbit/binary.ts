import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { findProgram, providePackage } from '../machine/debian-package.ts'

/** The start script of a RabbitMQ installed on this machine. */
export interface RabbitBinary {
  kind: 'binary'
  path: string
}

/** The rabbitmq-server of this machine; undefined when it or Erlang is missing. */
export async function findRabbit(): Promise<RabbitBinary | undefined> {
  if (!findProgram('erl')) return undefined
  const found = findProgram('rabbitmq-server')
  if (!found) return undefined
  const target = await realpath(found)
  // Debian's wrapper /usr/sbin/rabbitmq-server requires its own user; the real script is in the same folder.
  if (basename(target) !== 'rabbitmq-script-wrapper') return { kind: 'binary', path: target }
  return { kind: 'binary', path: await realpath(join(dirname(target), 'rabbitmq-server')) }
}

/** The rabbitmq-server of this machine; one that is missing is installed where that is possible, else undefined. */
export function provideRabbit(log?: (line: string) => void): Promise<RabbitBinary | undefined> {
  return providePackage('rabbitmq-server', { find: findRabbit, log })
}
