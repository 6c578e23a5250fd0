import { readdir, readFile, readlink } from 'node:fs/promises'

/** The commands of the processes that have to do with a folder: by an argument, a variable, or as where they run. */
export async function processesOf(folder: string): Promise<string[]> {
  const commands: string[] = []
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const [command, environment, place] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
    ])
    if ([command, environment, place].some((text) => text.includes(folder)))
      commands.push(command.replaceAll('\0', ' ').trim())
  }
  return commands
}
