import { type Frame, ProtocolViolation } from './frame-parser.ts'
import { type HeartBeatIntervals, negotiateHeartBeat } from './heart-beat.ts'
import type { StompVersion } from './server-frame.ts'

/** In order of preference. */
export const versions = ['1.2', '1.1'] as const satisfies StompVersion[]

export interface Negotiated {
  version: StompVersion
  intervals: HeartBeatIntervals
}

/** STOMP is the other name of CONNECT since 1.1. */
export function isConnect({ command }: Frame): boolean {
  return command === 'CONNECT' || command === 'STOMP'
}

/** Version and heart-beats of a connection. `host` is ignored, since there is one virtual host. Throws ProtocolViolation. */
export function negotiate({ headers }: Frame, heartBeatMs: number): Negotiated {
  // A client without the header speaks 1.0 only.
  const accepted = (headers.get('accept-version') ?? '1.0').split(',').map((text) => text.trim())
  const version = versions.find((known) => accepted.includes(known))
  if (!version) throw new ProtocolViolation('accept-version must contain 1.2 or 1.1')
  return { version, intervals: negotiateHeartBeat(headers.get('heart-beat'), heartBeatMs) }
}

/** The access token: a bearer as in HTTP, or the password of a login. Empty when Authorization is not a bearer. */
export function tokenOf({ headers }: Frame): string | undefined {
  const authorization = headers.get('Authorization') ?? headers.get('authorization')
  if (authorization === undefined) return headers.get('passcode')
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
}
