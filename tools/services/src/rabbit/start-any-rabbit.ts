import { type RabbitOptions, type RabbitServer, startRabbit } from './rabbit.ts'
import { provideRabbit } from './binary.ts'
import { hasDocker, startRabbitContainer } from './container.ts'

/**
 * Starts a RabbitMQ for tests: the one installed on the machine, else the Debian package (as root), else a container. Throws
 * an error with instructions when none is available.
 */
export async function startAnyRabbit(
  options: RabbitOptions,
): Promise<Pick<RabbitServer, 'url' | 'managementUrl' | 'kill'>> {
  if (await provideRabbit(options.log)) return await startRabbit(options)
  if (hasDocker()) return await startRabbitContainer(options)
  throw new Error(
    'the tests need RabbitMQ: install rabbitmq-server (3.10 or newer) or Docker, or set TEST_AMQP_URL and ' +
      'TEST_AMQP_MANAGEMENT_URL to one that may be used',
  )
}
