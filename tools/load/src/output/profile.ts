import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface CpuProfile {
  /** Microseconds of the monotonic clock. */
  startTime: number
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

const IDLE = '(idle)'

/**
 * The functions with the most self time in the newest profile of the folder, between two times of `monotonic()`, with
 * their share of the non-idle time.
 */
export async function topFunctions(
  folder: string,
  { from, to, count }: { from: number; to: number; count: number },
): Promise<{ share: number; name: string }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile')).toSorted()
  const newest = files.at(-1)
  if (newest === undefined) throw new Error(`no .cpuprofile in ${folder}`)
  const profile = JSON.parse(await readFile(join(folder, newest), 'utf8')) as CpuProfile
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const spent = new Map<string, number>()
  let at = profile.startTime / 1_000
  profile.samples.forEach((node, index) => {
    at += profile.timeDeltas[index]! / 1_000
    const name = names.get(node)!
    if (name !== IDLE && at >= from && at <= to)
      spent.set(name, (spent.get(name) ?? 0) + profile.timeDeltas[index]!)
  })
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0)
  return [...spent]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => ({ share: time / all, name }))
}

/** The function name and the last two segments of its path. */
function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = url === '' ? '' : ` ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`
  return `${functionName || '(anonymous)'}${place}`
}
