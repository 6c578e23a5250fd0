import { violates } from '@munova/database'

/** Whoever loses so many races in a row competes with a machine. */
const ATTEMPTS = 5

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
