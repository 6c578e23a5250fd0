import { violates } from '@munova/database'

/** Of those who write to one cart at once one wins each round; more than this many at once is a machine. */
const ATTEMPTS = 30

/**
 * Runs a statement that adds lines to a cart, and again while another one put a line at the same place: each
 * repetition sees the winner.
 */
export async function repeatForPlace<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === ATTEMPTS || !violates(error, 'cart_lines_place_key')) throw error
    }
  }
}
