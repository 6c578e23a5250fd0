import { violates } from '@munova/database'
import { retry } from '@munova/service'

/** Of the statements that add lines to one cart concurrently one succeeds each time; this allows for 30 of them. */
const ATTEMPTS = 30

/**
 * Runs a statement that adds lines to a cart. When a concurrent statement has taken the same position in the cart, it is
 * run again and then sees the other's lines.
 */
export function retryOnTakenPosition<T>(run: () => Promise<T>): Promise<T> {
  return retry(run, { attempts: ATTEMPTS, when: (error) => violates(error, 'cart_lines_position_key') })
}
