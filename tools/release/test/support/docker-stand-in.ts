import { spawn } from 'node:child_process'
import { appendFileSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/* FOLDER ARTEFACTS and the arguments of docker: the commands that the container driver uses, with processes as containers. */

interface Container {
  pid: number
  exitCode: number | undefined
}

const [folder = '', artefacts = '', ...args] = process.argv.slice(2)
appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(args)}\n`)
const fileOf = (name: string) => join(folder, 'containers', `${name}.json`)
const logOf = (name: string) => join(folder, `${name}.log`)
const isRunning = ({ pid }: Container) => {
  try {
    // One that has ended and was not waited for is a zombie.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
function find(name: string): Container {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Container
  } catch {
    return fail(`No such container: ${name}`)
  }
}
function fail(text: string): never {
  console.error(`docker: Error response from daemon: ${text}\n\nRun 'docker run --help' for more information`)
  process.exit(1)
}
async function until(check: () => boolean, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs
  while (!check() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  return check()
}

const flags = ['detach', 'rm', 'force', 'read-only']
const single = 'name entrypoint eval memory network format filter tail pids-limit log-driver restart'
const repeated = 'label publish env volume tmpfs ulimit network-alias cap-drop security-opt log-opt'
const option = (names: readonly string[], kind: object) => names.map((name) => [name, kind] as const)
const [command, ...rest] = args[0] === 'container' ? args.slice(1) : args
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: Object.fromEntries([
    ...option(flags, { type: 'boolean' }),
    ...option(single.split(' '), { type: 'string' }),
    ['timeout', { type: 'string', short: 't' }],
    ...option(repeated.split(' '), { type: 'string', multiple: true }),
  ]) as Record<string, { type: 'string' }>,
})
/** Of options that may be repeated. */
const listOf = (name: string) => values[name] as unknown as string[]
const [first = ''] = positionals

switch (command) {
  case 'run': {
    const version = join(artefacts, first.slice(first.lastIndexOf(':') + 1))
    if (values['rm']) {
      try {
        process.stdout.write(readFileSync(join(version, 'manifest.json')))
      } catch {
        fail(`manifest for ${first} not found`)
      }
      break
    }
    const [host, port] = listOf('publish')[0]!.split(':')
    const env = Object.fromEntries(listOf('env').map((name) => [name, process.env[name]]))
    const log = openSync(logOf(values['name']!), 'a')
    const child = spawn(process.execPath, [join(version, 'src/main.mjs')], {
      // The published port takes the place of the one inside.
      env: { ...env, HOST: host, PORT: port },
      stdio: ['ignore', log, log],
      detached: true,
    })
    const container: Container = { pid: child.pid!, exitCode: undefined }
    writeFileSync(fileOf(values['name']!), JSON.stringify(container))
    child.unref()
    console.log(values['name'])
    break
  }
  case 'ps':
    for (const file of readdirSync(join(folder, 'containers'))) {
      const name = file.replace('.json', '')
      if (isRunning(find(name))) console.log(name)
    }
    break
  case 'inspect': {
    const container = find(first)
    const running = isRunning(container)
    console.log(
      values['format']!.replace('{{.State.Running}}', String(running))
        .replace('{{.RestartCount}}', '0')
        .replace('{{.State.ExitCode}}', String(container.exitCode ?? (running ? 0 : 7)))
        .replace(/{{if .*{{end}}/, ''),
    )
    break
  }
  case 'stop': {
    const container = find(first)
    process.kill(container.pid, 'SIGTERM')
    const isGone = await until(() => !isRunning(container), Number(values['timeout']) * 1_000)
    if (!isGone) process.kill(container.pid, 'SIGKILL')
    writeFileSync(fileOf(first), JSON.stringify({ ...container, exitCode: isGone ? 0 : 137 }))
    await until(() => !isRunning(container), 5_000)
    break
  }
  case 'rm': {
    const container = find(first)
    if (isRunning(container)) process.kill(container.pid, 'SIGKILL')
    await until(() => !isRunning(container), 5_000)
    rmSync(fileOf(first))
    break
  }
  case 'logs':
    find(first)
    process.stdout.write(
      readFileSync(logOf(first), 'utf8')
        .split('\n')
        .slice(-Number(values['tail']) - 1)
        .join('\n'),
    )
    break
  default:
    fail(`unknown command ${command}`)
}
