import { ConfigError, type Environment, productionProblems } from '@munova/service'
import type { ChatConfig } from './config.ts'

/** For the start of a process. Throws ConfigError, with a line for each setting, when one that serves members has a default or a password of development. */
export function requireProduction({ NODE_ENV }: ChatConfig, environment: Environment): void {
  if (NODE_ENV !== 'production') return
  const problems = productionProblems(environment, {
    required: ['AUTH_JWKS', 'CORS_ORIGINS'],
    forbidden: ['DEMO_ACCOUNTS'],
    credentials: ['DATABASE_URL', 'AMQP_URL'],
  })
  if (problems.length > 0) throw new ConfigError(problems)
}
