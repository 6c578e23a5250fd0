import { isUtf8 } from 'node:buffer'
import type { StompVersion } from '../../src/transports/stomp/server-frame.ts'
import type { Frame, FrameLimits } from '../../src/transports/stomp/frame-parser.ts'

export interface Parsed {
  frames: string[]
  violated: boolean
}

const commands = /^(?:CONNECT|STOMP|SEND|(?:UN)?SUBSCRIBE|N?ACK|BEGIN|COMMIT|ABORT|DISCONNECT)$/
const longestCommand = 'UNSUBSCRIBE\r'.length

export function describe({ command, headers, body }: Frame): string {
  return JSON.stringify([command, [...headers], body.toString('latin1')])
}

class Violation extends Error {}

function demand(condition: boolean): void {
  if (!condition) throw new Violation()
}

/** What the parser must find in these bytes: written for whole input, and not for speed. */
export function parseSlowly(input: Buffer, limits: FrameLimits, version: StompVersion): Parsed {
  const frames: string[] = []
  let rest = input.toString('latin1')
  try {
    for (;;) {
      rest = rest.replace(/^(?:\r?\n)+/, '')
      const found = oneFrame(rest, limits, version)
      if (!found) return { frames, violated: false }
      frames.push(describe(found.frame))
      rest = rest.slice(found.length)
    }
  } catch (error) {
    if (error instanceof Violation) return { frames, violated: true }
    throw error
  }
}

function oneFrame(rest: string, limits: FrameLimits, version: StompVersion) {
  const written = rest.split('\n')
  const blank = written.slice(0, -1).findIndex((line) => line === '' || line === '\r')
  const head = blank === -1 ? undefined : `${written.slice(0, blank + 1).join('\n')}\n`
  const known = head ?? rest
  demand(!known.includes('\0'))
  demand((head ? head.length - 1 : rest.length) <= limits.headerBytes)
  demand(known.split('\n')[0]!.length <= longestCommand)
  const lines = known.split('\n').slice(0, -1)
  const [command, ...headerLines] = lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '')
  demand(command === undefined || commands.test(command))
  demand(headerLines.length <= limits.headers)
  const headers = new Map<string, string>()
  for (const line of headerLines) {
    const [, name, value] = /^([^:]+):([^]*)$/.exec(line) ?? []
    demand(name !== undefined && isUtf8(Buffer.from(line, 'latin1')))
    demand(version === '1.1' || !line.includes('\r'))
    const plain = command === 'CONNECT'
    const key = plain ? utf8(name!) : unescape(utf8(name!), version)
    const text = plain ? utf8(value!) : unescape(utf8(value!), version)
    if (!headers.has(key)) headers.set(key, text)
  }
  if (head === undefined) return undefined

  const stated = headers.get('content-length')
  demand(stated === undefined || /^\d{1,15}$/.test(stated))
  const after = rest.slice(head.length)
  const end = stated === undefined ? after.indexOf('\0') : Number(stated)
  demand(head.length + (end === -1 ? after.length : end) < limits.frameBytes)
  if (end === -1 || end >= after.length) return undefined
  demand(after[end] === '\0')
  demand(end === 0 || command === 'SEND')
  const body = Buffer.from(after.slice(0, end), 'latin1')
  return { frame: { command: command as Frame['command'], headers, body }, length: head.length + end + 1 }
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString()
}

function unescape(text: string, version: StompVersion): string {
  demand((version === '1.2' ? /^(?:[^\\]|\\[\\ncr])*$/ : /^(?:[^\\]|\\[\\nc])*$/).test(text))
  const letters: Record<string, string> = { '\\\\': '\\', '\\n': '\n', '\\c': ':', '\\r': '\r' }
  return text.replace(/\\./g, (escape) => letters[escape]!)
}
