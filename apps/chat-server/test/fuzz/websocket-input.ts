import { operations } from '@munova/chat-contract'
import type { Random } from './random.ts'

const FIRST_ID = 100_000_000
const TEXT = 1
const BINARY = 2
const FINAL = 0x80
const MASKED = 0x80

/** The bytes of a client, which request ids among them must be answered, and how many inputs they are. */
export interface Input {
  wire: Buffer
  asked: number[]
  inputs: number
  /** Whether a frame may be there that swallows what follows, or waits for more. */
  hasOddFrames: boolean
}

const names = [...Object.keys(operations), 'connect', 'dance', 'constructor', '__proto__', '']
const values = [
  '1',
  '7',
  '-1',
  '0',
  '1e309',
  '9007199254740993',
  'null',
  'true',
  '""',
  '"x"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
  '{"text":"x"}',
  '"0c2a3c1e-5a0b-4c0e-9d5e-0f6a3b1c2d3e"',
  '"TEXT"',
]
const fields = [
  'roomId',
  'after',
  'before',
  'limit',
  'seq',
  'type',
  'content',
  'clientMessageId',
  'token',
  '__proto__',
]

/** A handful of frames, from requests as they should be to noise, and a ping at the end. */
export function makeUp(dice: Random): Input {
  const asked: number[] = []
  const frames: Buffer[] = []
  let hasOddFrames = false
  const inputs = 1 + dice.below(12)
  // Most connections get nothing that ends them, so that what follows is read as well.
  const mildness = dice.of([5, 25, 60])
  for (let n = 1; n <= inputs; n++) {
    const kind = dice.below(mildness)
    // A broken request may have another id in the end, but not one of those that count.
    const id = kind === 1 ? n : FIRST_ID + n
    const text = Buffer.from(request(dice, id))
    if (kind >= 4 || kind === 0) asked.push(id)
    if (kind === 0) frames.push(inFragments(text, dice))
    else if (kind === 1) frames.push(frame(mutate(text, dice), { opcode: TEXT, dice }))
    else if (kind === 2) {
      hasOddFrames = true
      frames.push(oddFrame(dice, text))
    } else if (kind === 3) frames.push(frame(Buffer.from(oddJson(dice)), { opcode: TEXT, dice }))
    else frames.push(frame(text, { opcode: TEXT, dice }))
  }
  // What comes back to it shows that the connection still lives.
  const lastId = FIRST_ID + inputs + 1
  asked.push(lastId)
  frames.push(frame(Buffer.from(`{"id":${lastId},"op":"ping"}`), { opcode: TEXT, dice }))
  return { wire: Buffer.concat(frames), asked, inputs: inputs + 1, hasOddFrames }
}

function request(dice: Random, id: number): string {
  const more = Array.from({ length: dice.below(6) }, () => `,"${dice.of(fields)}":${dice.of(values)}`)
  const name = dice.of(names)
  return `{"id":${id},"op":${JSON.stringify(name)}${more.join('')}}`
}

/** JSON that is none, or not what is expected, or tiring. */
function oddJson(dice: Random): string {
  const depth = dice.of([10, 5_000, 20_000])
  return dice.of([
    () => dice.of(values),
    () => '['.repeat(depth) + ']'.repeat(depth),
    () => '{"a":'.repeat(depth),
    () => `{"id":1,"op":${JSON.stringify('x'.repeat(dice.below(200)))}}`,
    () => `{"id":1,"op":"send","content":{"text":"${'\\u0001'.repeat(dice.below(9_000))}"}}`,
    () => `{${Array.from({ length: dice.below(3_000) }, (_, n) => `"k${n}":${n},`).join('')}"id":1}`,
    () => ' '.repeat(dice.below(60_000)),
    () => dice.bytes(dice.below(200)).toString('utf8'),
  ])()
}

/** Frames as RFC 6455 forbids them, control frames, and what is too large. */
function oddFrame(dice: Random, text: Buffer): Buffer {
  return dice.of([
    () => frame(text, { opcode: BINARY, dice }),
    () => frame(dice.bytes(dice.below(200)), { opcode: TEXT, dice }),
    () => frame(dice.bytes(dice.below(130)), { opcode: 9, dice }),
    () => frame(dice.bytes(dice.below(130)), { opcode: 10, dice }),
    () => frame(dice.bytes(dice.below(5)), { opcode: 8, dice }),
    () => frame(text, { opcode: dice.below(16), dice }),
    () => frame(text, { opcode: 0, dice }),
    () => frame(text, { opcode: TEXT, dice, reserved: 0x10 << dice.below(3) }),
    () => Buffer.from([FINAL | TEXT, MASKED | 127, ...dice.bytes(8)]),
    () => Buffer.from([FINAL | TEXT, MASKED | 127, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2, 3, 4]),
    () => Buffer.from([FINAL | TEXT, 2, 0x7b, 0x7d]),
    () => mutate(frame(text, { opcode: TEXT, dice }), dice),
    () => dice.bytes(dice.below(100)),
  ])()
}

function inFragments(text: Buffer, dice: Random): Buffer {
  const cut = dice.below(text.length + 1)
  const pieces = [frame(text.subarray(0, cut), { opcode: TEXT, dice, isFinal: false })]
  // Control frames may stand between.
  if (dice.below(2) === 0) pieces.push(frame(dice.bytes(dice.below(125)), { opcode: 9, dice }))
  return Buffer.concat([...pieces, frame(text.subarray(cut), { opcode: 0, dice })])
}

/** A frame of a client: masked, and its length written in the shortest way or, at times, in a longer one. */
function frame(
  payload: Buffer,
  options: { opcode: number; dice: Random; isFinal?: boolean; reserved?: number },
): Buffer {
  const { opcode, dice, isFinal = true, reserved = 0 } = options
  const { length } = payload
  const form = length > 65_535 || dice.below(20) === 0 ? 127 : length > 125 ? 126 : length
  const head = Buffer.alloc(form === 127 ? 10 : form === 126 ? 4 : 2)
  head[0] = (isFinal ? FINAL : 0) | reserved | opcode
  head[1] = MASKED | form
  if (form === 127) head.writeBigUInt64BE(BigInt(length), 2)
  else if (form === 126) head.writeUInt16BE(length, 2)
  const mask = dice.bytes(4)
  const masked = Buffer.from(payload)
  for (let at = 0; at < length; at++) masked[at]! ^= mask[at % 4]!
  return Buffer.concat([head, mask, masked])
}

function mutate(bytes: Buffer, dice: Random): Buffer {
  let mutant = Buffer.from(bytes)
  for (let n = 1 + dice.below(3); n > 0; n--) {
    const at = dice.below(mutant.length + 1)
    const piece = dice.of([
      Buffer.from(dice.of(['"', '{', ',', ':', '\\', '\0', ' ', '한', '👟'])),
      dice.bytes(dice.below(4)),
    ])
    mutant = Buffer.concat([mutant.subarray(0, at), piece, mutant.subarray(at + dice.below(3))])
  }
  return mutant
}
