import { existsSync } from 'node:fs'
import { ConfigError, type Environment, productionProblems, type WrongSetting } from '@munova/service'
import type { CommerceConfig } from './config.ts'
import { isStandIn } from './payments/gateway/open-gateway.ts'

/**
 * For the start of a process. Throws ConfigError, with a line for each setting, when one that serves buyers would pay at the fake
 * gateway, use keys or passwords that everybody knows, or sign with a key that it has just made: each process would have another.
 */
export function requireProduction(config: CommerceConfig, environment: Environment): void {
  if (config.NODE_ENV !== 'production') return
  const problems: WrongSetting[] = productionProblems(environment, {
    required: ['TOSS_SECRET_KEY', 'CORS_ORIGINS'],
    forbidden: ['DEMO_ACCOUNTS'],
    credentials: ['DATABASE_URL', 'AMQP_URL'],
  })
  const refuse = (setting: string, problem: string) => problems.push({ setting, problem })
  if (isStandIn(config)) refuse('TOSS_SECRET_KEY', 'is the one of the fake gateway')
  if (config.REFUND_ACCOUNT_KEYS.some(({ isForDevelopment }) => isForDevelopment))
    refuse('REFUND_ACCOUNT_KEYS', 'required unless NODE_ENV is development')
  if (!existsSync(config.JWT_KEYS_FILE))
    refuse('JWT_KEYS_FILE', `${config.JWT_KEYS_FILE} does not exist; the command "keys add" makes it`)
  if (problems.length > 0) throw new ConfigError(problems)
}
