import { fileURLToPath } from 'node:url'
import { setPriority } from 'node:os'
import { spawnApp, type Child } from './child.ts'

const script = new URL('../../../seed/src/draw.ts', import.meta.url)
/** The lowest: it takes the time that nothing else wants. */
const PRIORITY = 19

/**
 * Draws the pictures of the demo shop beside the apps: all of them take a minute, and the shop need not wait. What an
 * earlier start has drawn is there already.
 */
export function drawDemoPictures(
  seed: number,
  places: { PICTURE_STORE: string; COMMERCE_DATABASE_URL: string },
  onLine: (line: string) => void,
): Child {
  const child = spawnApp(fileURLToPath(script), { ...process.env, ...places }, onLine, [String(seed)])
  if (child.pid !== undefined) setPriority(child.pid, PRIORITY)
  return child
}
