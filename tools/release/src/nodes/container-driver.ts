import { parseManifest, requireVersionName } from '../manifest.ts'
import type { Container } from '../fleet.ts'
import { ReleaseFailure } from '../failure.ts'
import { docker, dockerOutput } from './docker-command.ts'
import type { NodeDriver, WantedNode } from './driver.ts'

/** The containers of a folder: what they are found by, whoever started them. */
const LABEL = 'munova.release'
const LAST_LINES = 20
/** An image may have to be loaded first. */
const IMAGE_TIMEOUT_MS = 600_000
/** Docker's own share of a stop. */
const STOP_SLACK_MS = 10_000

export interface ContainerDriverOptions {
  app: string
  /** Of the release's state. */
  folder: string
  container: Container
}

/**
 * Nodes as containers, run by the docker command. Tests run it against a program that stands in for Docker; with a real one it has
 * not been tried.
 */
export function containerDriver({ app, folder, container }: ContainerDriverOptions): NodeDriver {
  const imageOf = (version: string) => `${container.image}:${version}`

  return {
    async manifest(version) {
      requireVersionName(version)
      const print = "process.stdout.write(require('node:fs').readFileSync('manifest.json'))"
      const text = await dockerOutput(
        ['run', '--rm', '--network', 'none', '--entrypoint', 'node', imageOf(version), '--eval', print],
        { timeoutMs: IMAGE_TIMEOUT_MS },
      )
      return parseManifest(text, `the image ${imageOf(version)}`)
    },

    async start(node) {
      if ((await inspect(node.id, '{{.State.Running}}')) !== undefined) return
      await dockerOutput(runArguments(node, { app, folder, container, image: imageOf(node.version) }), {
        timeoutMs: IMAGE_TIMEOUT_MS,
        environment: insideOf(node, container),
      })
    },

    async running() {
      const names = await dockerOutput([
        'ps',
        '--filter',
        `label=${LABEL}=${folder}`,
        '--format',
        '{{.Names}}',
      ])
      return new Set(names.split('\n').filter((each) => each !== ''))
    },

    async isRunning(id) {
      // One that was started again has exited before.
      return (await inspect(id, '{{.State.Running}} {{.RestartCount}}')) === 'true 0'
    },

    async stop(id, timeoutMs) {
      if ((await inspect(id, '{{.State.Running}}')) !== 'true') return true
      // Docker kills it after the time, whose long option has another name in each version.
      const seconds = Math.ceil(timeoutMs / 1_000)
      await dockerOutput(['stop', '-t', String(seconds), id], { timeoutMs: timeoutMs + STOP_SLACK_MS })
      const isKilled = (await inspect(id, '{{.State.ExitCode}}')) === '137'
      await dockerOutput(['rm', '--force', id])
      return !isKilled
    },

    async kill(id) {
      await docker(['rm', '--force', id])
      if ((await inspect(id, '{{.State.Running}}')) === 'true')
        throw new ReleaseFailure(`container ${id} cannot be killed`)
    },

    async lastWords(id) {
      const { stdout, stderr } = await docker(['logs', '--tail', String(LAST_LINES), id])
      const exit = await inspect(id, 'code {{.State.ExitCode}}{{if .State.OOMKilled}}, out of memory{{end}}')
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '')
      return { exit, lines: lines.slice(-LAST_LINES) }
    },
  }
}

/** What Docker knows of a container; undefined when there is none. */
async function inspect(id: string, format: string): Promise<string | undefined> {
  const { isDone, stdout } = await docker(['container', 'inspect', '--format', format, id])
  return isDone ? stdout.trim() : undefined
}

/** The environment of the program in the container: it listens where the image says. */
function insideOf({ environment }: WantedNode, { ports }: Container): Record<string, string> {
  return {
    ...environment,
    HOST: '0.0.0.0',
    PORT: String(ports.http),
    ...(ports.rsocket !== undefined && { RSOCKET_PORT: String(ports.rsocket) }),
  }
}

function runArguments(
  node: WantedNode,
  { app, folder, container, image }: ContainerDriverOptions & { image: string },
): string[] {
  const { HOST = '127.0.0.1', PORT = '', RSOCKET_PORT } = node.environment
  const { ports, network, memoryMiB, volumes } = container
  const published = [`${HOST}:${PORT}:${ports.http}`]
  if (ports.rsocket !== undefined && RSOCKET_PORT !== undefined)
    published.push(`${HOST}:${RSOCKET_PORT}:${ports.rsocket}`)
  const options: (readonly [name: string, value: string])[] = [
    ['--name', node.id],
    ['--label', `${LABEL}=${folder}`],
    ...(network === undefined
      ? []
      : ([
          ['--network', network],
          ['--network-alias', `${app}-${node.slot}`],
        ] as const)),
    ...published.map((each) => ['--publish', each] as const),
    // Without values, which are secrets: Docker takes them from its own environment.
    ...Object.keys(insideOf(node, container)).map((name) => ['--env', name] as const),
    ...volumes.map((each) => ['--volume', each] as const),
    ['--tmpfs', '/tmp'],
    ['--cap-drop', 'ALL'],
    ['--security-opt', 'no-new-privileges:true'],
    ['--memory', `${memoryMiB}m`],
    ['--pids-limit', '256'],
    ['--ulimit', 'nofile=65536:65536'],
    ['--log-driver', 'local'],
    ['--log-opt', 'max-size=20m'],
    ['--log-opt', 'max-file=5'],
    ['--restart', 'unless-stopped'],
  ]
  return ['run', '--detach', '--read-only', ...options.flat(), image]
}
