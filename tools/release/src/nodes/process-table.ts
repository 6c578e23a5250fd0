import { readdir, readFile } from 'node:fs/promises'

export interface MarkedProcess {
  pid: number
  mark: string
}

/**
 * The processes whose environment has `variable`, without those that such a process started itself. A process is found by
 * it even if whoever started it was killed before it could write down the number.
 */
export async function markedProcesses(variable: string): Promise<MarkedProcess[]> {
  const found: (MarkedProcess & { parent: number })[] = []
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    const mark = await markOf(pid, variable)
    if (mark === undefined) continue
    const [state, parent] = await statOf(pid)
    if (isAlive(state)) found.push({ pid, mark, parent: Number(parent) })
  }
  return found.filter((each) => !found.some(({ pid, mark }) => pid === each.parent && mark === each.mark))
}

/** Whether the process runs and is that of the mark: another one may have got its number. */
export async function isMarked(pid: number, variable: string, mark: string): Promise<boolean> {
  const [state] = await statOf(pid)
  return isAlive(state) && (await markOf(pid, variable)) === mark
}

async function markOf(pid: number, variable: string): Promise<string | undefined> {
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const entry = environ.split('\0').find((each) => each.startsWith(`${variable}=`))
  return entry?.slice(variable.length + 1)
}

/** Its state and the number of its parent. */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Z: it has ended, and nobody has asked how. */
function isAlive(state: string | undefined): boolean {
  return state !== undefined && state !== '' && state !== 'Z'
}
