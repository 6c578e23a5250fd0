import { canInstall } from '../machine/debian-package.ts'
import { type RabbitOptions, type RabbitServer, startRabbit } from './rabbit.ts'
import { findRabbit, installRabbit } from './binary.ts'
import { hasDocker, startRabbitContainer } from './container.ts'

/**
 * A RabbitMQ for tests, whatever it takes: the machine's own, else Debian's package (as root), else a container.
 * Where none of them can be had the error says what to install.
 */
export async function startBroker(
  options: RabbitOptions,
): Promise<Pick<RabbitServer, 'url' | 'managementUrl' | 'kill'>> {
  // First, since it waits for an installation under way: half-installed, a RabbitMQ is found but does not run.
  if (canInstall()) await installRabbit(options.log)
  if (await findRabbit()) return await startRabbit(options)
  if (hasDocker()) return await startRabbitContainer(options)
  throw new Error(
    'the tests need RabbitMQ: install rabbitmq-server (3.10 or newer) or Docker, or set TEST_AMQP_URL and ' +
      'TEST_AMQP_MANAGEMENT_URL to one that may be used',
  )
}
