import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { wrk } from '@munova/tool-services'

/** Requests of one kind, which are drawn from at random. */
export interface Requests {
  key: string
  label: string
  paths: readonly string[]
  headers?: Readonly<Record<string, string>>
  /** Connections at most: with more, requests that need a core wait for each other. */
  connections?: number
}

export interface LoadOptions {
  url: string
  /** For the script and the paths. */
  folder: string
  connections: number
  seconds: number
}

/** What the script says at the end. */
export interface LoadSummary {
  responses: number
  seconds: number
  p50: number
  p95: number
  p99: number
  /** Status codes of 400 and more, and broken connections. */
  failed: number
}

const SCRIPT = `
local paths, headers = {}, {}
function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  for i = 2, #args, 2 do headers[args[i]] = args[i + 1] end
  math.randomseed(20261101)
end
function request() return wrk.format("GET", paths[math.random(#paths)], headers) end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\\n{"responses":%d,"seconds":%f,"p50":%f,"p95":%f,"p99":%f,"failed":%d}\\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
`

/** A closed loop of wrk, with one thread: each connection sends its next request after the response. */
export async function generateLoad(
  { key, paths, headers = {}, connections: most = Infinity }: Requests,
  { url, folder, connections, seconds }: LoadOptions,
): Promise<LoadSummary> {
  const [script, list] = [join(folder, 'wrk.lua'), join(folder, `${key}.paths`)]
  await writeFile(script, SCRIPT)
  await writeFile(list, paths.join('\n'))
  const args = ['-t1', `-c${Math.min(connections, most)}`, `-d${seconds}s`, '-s', script, url, '--', list]
  const { stdout } = await promisify(execFile)(await wrk(), [...args, ...Object.entries(headers).flat()])
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as LoadSummary
}
