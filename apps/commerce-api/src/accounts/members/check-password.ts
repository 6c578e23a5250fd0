import { verifyPassword } from '@munova/auth'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { limitFailures } from '../attempts/count.ts'
import { passwordChecks } from '../attempts/limits.ts'

/**
 * Checks the password of a signed-in member, which protects against a stolen token; resolves to its hash, so that the
 * change can be conditional on it. Throws WRONG_PASSWORD, RATE_LIMITED after too many wrong ones, and UNAUTHENTICATED.
 */
export async function checkPassword(context: Context, memberId: number, password: string): Promise<string> {
  const { sql, config } = context
  return limitFailures(context, [passwordChecks(config, memberId)], {
    code: 'WRONG_PASSWORD',
    async work() {
      const [account] = await retryOnConnectionLoss(
        () => sql<{ passwordHash: string }[]>`
          select password_hash as "passwordHash" from members where id = ${memberId} and status = 'ACTIVE'`,
      )
      if (!account) throw problem('UNAUTHENTICATED')
      if (!(await verifyPassword(password, account.passwordHash))) throw problem('WRONG_PASSWORD')
      return account.passwordHash
    },
  })
}
