import type { StompVersion } from './frame.ts'
import { type HeartBeatIntervals, negotiateHeartBeat } from './heart-beat.ts'
import { type Frame, ProtocolViolation } from './parser.ts'

/** The best first. */
export const versions = ['1.2', '1.1'] as const satisfies StompVersion[]

export interface Agreement {
  version: StompVersion
  intervals: HeartBeatIntervals
}

/** STOMP is the other name of CONNECT, since 1.1. */
export function isConnect({ command }: Frame): boolean {
  return command === 'CONNECT' || command === 'STOMP'
}

/** What CONNECT comes to; its `host` is ignored, since there is only one. Throws ProtocolViolation. */
export function negotiate({ headers }: Frame, heartBeatMs: number): Agreement {
  // Without the header a client speaks 1.0 only.
  const accepted = (headers.get('accept-version') ?? '1.0').split(',').map((text) => text.trim())
  const version = versions.find((known) => accepted.includes(known))
  if (!version) throw new ProtocolViolation('accept-version must have 1.2 or 1.1')
  return { version, intervals: negotiateHeartBeat(headers.get('heart-beat'), heartBeatMs) }
}

/** The access token, as in HTTP or as the password of a login; empty when it is neither. */
export function tokenOf({ headers }: Frame): string | undefined {
  const authorization = headers.get('Authorization') ?? headers.get('authorization')
  if (authorization === undefined) return headers.get('passcode')
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
}
