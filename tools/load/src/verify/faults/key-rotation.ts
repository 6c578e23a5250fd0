import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { signAccessToken } from '@munova/auth'
import { TOKEN_SECONDS, type TestMember } from '../../fixtures/members.ts'
import type { Member } from '../members/member.ts'
import type { RestartableSystem } from '../system/restartable-system.ts'

/** The cooldown of a node's look-up is 5 s, so that within this time a junk token causes one. */
const LOOKUP_TIMEOUT_MS = 10_000
const JUNK_PAUSE_MS = 100
const REQUEST_TIMEOUT_MS = 2_000
/** Keys that are published; tokens of an older one are in nobody's hands any more. */
const MAX_KEYS = 3

/**
 * A junk token causes each node to read the keys, and within the cooldown of that the issuer rotates its key, signs new
 * tokens for everybody, and is away for `forMs`; the affected members reconnect at once with new tokens. Returns whether
 * a node was in its cooldown and has found the key server away.
 */
export async function rotateKey(
  { nodes, keys, keyServer }: RestartableSystem,
  {
    members,
    affected,
    largeWriter,
    forMs,
  }: {
    members: readonly Member[]
    affected: readonly Member[]
    largeWriter: TestMember
    forMs: number
  },
): Promise<boolean> {
  const cooling = await Promise.all(nodes.map((_, node) => causeLookup({ nodes, keyServer }, node)))
  await keys.rotate()
  const refused = keyServer.refused
  keyServer.isAway = true
  try {
    await Promise.all(
      [...members.map(({ person }) => person), largeWriter].map(async (person) => {
        const { memberId } = person
        const member = { memberId, role: 'BUYER', name: `member ${memberId}` } as const
        person.token = await signAccessToken(keys, member, TOKEN_SECONDS)
      }),
    )
    for (const member of affected) member.disconnect('key-rotation')
    await pause(forMs)
    // The members try again until the key is known: a node asks for it as soon as its cooldown is over.
    const deadline = performance.now() + LOOKUP_TIMEOUT_MS
    while (keyServer.refused === refused && performance.now() < deadline) await pause(JUNK_PAUSE_MS)
  } finally {
    keyServer.isAway = false
  }
  for (const { kid } of keys.publicJwks().keys.slice(MAX_KEYS)) await keys.retire(kid!)
  return cooling.includes(true) && keyServer.refused > refused
}

/** Sends junk tokens until one causes the node to read the keys; false when none did in time. */
async function causeLookup(
  { nodes, keyServer }: Pick<RestartableSystem, 'nodes' | 'keyServer'>,
  node: number,
): Promise<boolean> {
  const before = keyServer.lookupsOf(node)
  const deadline = performance.now() + LOOKUP_TIMEOUT_MS
  while (keyServer.lookupsOf(node) === before) {
    const url = nodes[node]!.address?.url
    if (url === undefined || performance.now() > deadline) return false
    await fetch(`${url}/v1/rooms`, {
      headers: { authorization: `Bearer ${junkToken()}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).then(
      (response) => response.body?.cancel(),
      () => undefined,
    )
    await pause(JUNK_PAUSE_MS)
  }
  return true
}

/** A token of a key that does not exist. */
function junkToken(): string {
  const header = { alg: 'EdDSA', typ: 'JWT', kid: randomUUID() }
  return `${encode(header)}.${encode({ sub: '1' })}.${encode('signature')}`
}

function encode(value: object | string): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
