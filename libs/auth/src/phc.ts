/** An Argon2id hash with its parameters. `memory` in KiB. */
export interface Phc {
  memory: number
  passes: number
  parallelism: number
  salt: Buffer
  tag: Buffer
}

// The PHC string format: version 1.3 is written as 19, parameters have this order, base64 has no padding.
const pattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

// The stored hash determines the memory and time of its check, so an injected hash could exhaust the server.
const limits = { memory: 65_536, passes: 10, parallelism: 4, bytes: 64 }

export function formatPhc({ memory, passes, parallelism, salt, tag }: Phc): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Undefined for any other format, and for parameters above the limits. */
export function parsePhc(text: string): Phc | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [memory, passes, parallelism] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const salt = Buffer.from(match[4]!, 'base64')
  const tag = Buffer.from(match[5]!, 'base64')
  if (passes < 1 || passes > limits.passes || parallelism < 1 || parallelism > limits.parallelism)
    return undefined
  // RFC 9106, 3.1: at least 8 KiB for each lane.
  if (memory < 8 * parallelism || memory > limits.memory) return undefined
  if (salt.length < 8 || salt.length > limits.bytes || tag.length < 16 || tag.length > limits.bytes)
    return undefined
  return { memory, passes, parallelism, salt, tag }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
