import assert from 'node:assert/strict'
import type { StompVersion } from '../../src/transports/stomp/server-frame.ts'
import { type Frame, FrameParser, ProtocolViolation } from '../../src/transports/stomp/frame-parser.ts'
import type { Decoder } from './decoder.ts'
import type { Random } from './random.ts'
import { describe, type Parsed, parseSlowly } from './stomp-reference.ts'

/** Small, so that every limit is met often. */
const limits = { headerBytes: 200, headers: 6, frameBytes: 400 }
const commands = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'DISCONNECT',
]
const pieces = [
  'SEND',
  'CONNECT',
  '\n',
  '\n',
  '\r\n',
  '\0',
  ':',
  'a:b',
  '\\',
  '\\n',
  '\\r',
  '\\c',
  '한',
  '\xff',
  'content-length:',
]
const special = [0, 10, 13, 58, 92, 255, 48]

/**
 * The STOMP parser, and what must hold for any bytes: it ends, it throws nothing but ProtocolViolation, keeps no more
 * than a frame, gives what the slow reference gives in whatever pieces the bytes come, and gives valid frames back as
 * they were.
 */
export function stompDecoder(): Decoder {
  const outcomes = { frames: 0, violations: 0 }
  return {
    outcomes,
    feed(dice) {
      const { frames, violated } = tryOne(dice)
      outcomes.frames += frames.length
      outcomes.violations += Number(violated)
      return 1
    },
  }
}

function tryOne(dice: Random): Parsed {
  const version = dice.of(['1.2', '1.2', '1.1'] as const)
  const valid = Array.from({ length: 1 + dice.below(3) }, () => validFrame(dice, version))
  const bytes = Buffer.concat(valid.map(({ wire }) => wire))
  if (dice.below(5) === 0) {
    const parsed = parse(bytes, { how: dice.of(['whole', 'split', 'bytes'] as const), version, dice })
    assert.deepEqual(parsed, { frames: valid.map(({ frame }) => describe(frame)), violated: false })
    return parsed
  }
  const input = brokenBytes(bytes, dice)
  const parsed = parse(input, { how: 'whole', version, dice })
  assert.deepEqual(parsed, parseSlowly(input, limits, version))
  assert.deepEqual(parse(input, { how: dice.of(['split', 'bytes'] as const), version, dice }), parsed)
  return parsed
}

/** Frames, most likely broken somewhere. */
export function brokenStomp(dice: Random): Buffer {
  return brokenBytes(Buffer.concat([validFrame(dice, '1.2').wire, validFrame(dice, '1.2').wire]), dice)
}

function brokenBytes(valid: Buffer, dice: Random): Buffer {
  const kind = dice.below(4)
  return kind === 0 ? dice.bytes(dice.below(300)) : kind === 1 ? soup(dice) : mutate(valid, dice)
}

function parse(
  input: Buffer,
  { how, version, dice }: { how: 'whole' | 'split' | 'bytes'; version: StompVersion; dice: Random },
): Parsed {
  const parser = new FrameParser(limits)
  parser.version = version
  const frames: string[] = []
  try {
    for (let from = 0; from < input.length;) {
      const length = how === 'whole' ? input.length : how === 'bytes' ? 1 : 1 + dice.below(40)
      parser.push(input.subarray(from, from + length))
      from += length
      // At times what has arrived is left lying, as by a connection that is busy.
      if (how === 'split' && from < input.length && dice.below(4) === 0) continue
      for (let frame = parser.next(); frame; frame = parser.next()) frames.push(describe(frame))
      assert.ok(parser.buffered <= limits.frameBytes, `${parser.buffered} bytes kept`)
    }
    return { frames, violated: false }
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error
    assert.throws(() => parser.next(), ProtocolViolation)
    assert.equal(parser.buffered, 0)
    return { frames, violated: true }
  }
}

/** A frame and one of the ways to write it. */
function validFrame(dice: Random, version: StompVersion): { frame: Frame; wire: Buffer } {
  const command = dice.of(commands) as Frame['command']
  const eol = () => dice.of(['\n', '\n', '\r\n'])
  const headers = new Map<string, string>()
  let head = `${'\n'.repeat(dice.below(3))}${command}${eol()}`
  for (let n = dice.below(4); n > 0; n--) {
    const name = dice.of(['a', 'b', 'destination', '이름', 'c d'])
    const value =
      command === 'CONNECT' ? dice.of(['', 'x:y', '\\z', '값']) : dice.of(['', 'x:y', '\n\r\\', '값 👟', ' '])
    if (!headers.has(name)) headers.set(name, value)
    head += `${name}:${command === 'CONNECT' ? value : escape(value, version)}${eol()}`
  }
  const body = command === 'SEND' ? dice.bytes(dice.below(100)) : Buffer.alloc(0)
  if (body.includes(0) || dice.below(2) === 0) {
    headers.set('content-length', `${body.length}`)
    head += `content-length:${body.length}${eol()}`
  }
  const end = Buffer.from(`\0${dice.of(['', '\n', '\r\n\n'])}`)
  return { frame: { command, headers, body }, wire: Buffer.concat([Buffer.from(head + eol()), body, end]) }
}

function escape(value: string, version: StompVersion): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(':', '\\c')
  return version === '1.2' ? escaped.replaceAll('\r', '\\r') : escaped
}

function soup(dice: Random): Buffer {
  const words = Array.from({ length: dice.below(40) }, () =>
    dice.below(5) === 0 ? `${dice.below(500)}` : dice.of(pieces),
  )
  return Buffer.from(words.join(''), dice.below(2) === 0 ? 'utf8' : 'latin1')
}

function mutate(bytes: Buffer, dice: Random): Buffer {
  let mutant = Buffer.from(bytes)
  for (let n = 1 + dice.below(4); n > 0; n--) {
    const at = dice.below(mutant.length)
    const [before, after] = [mutant.subarray(0, at), mutant.subarray(at)]
    const change = dice.below(8)
    if (change === 0) mutant = Buffer.concat([before, after.subarray(dice.below(20))])
    else if (change === 1) mutant = Buffer.concat([before, Buffer.from([dice.of(special)]), after])
    else if (change === 2) mutant = Buffer.concat([before, after, after.subarray(0, dice.below(300))])
    else if (change === 3) mutant = Buffer.concat([before, dice.bytes(dice.below(200)), after])
    else if (change === 4) mutant = Buffer.concat([before, Buffer.from('x'.repeat(dice.below(600))), after])
    else if (change === 5) mutant = Buffer.concat([before, Buffer.from(dice.of(pieces)), after])
    else if (change === 6) mutant = otherLength(mutant, dice)
    else if (mutant.length > 0) mutant[at] = dice.of(special)
  }
  return mutant
}

function otherLength(bytes: Buffer, dice: Random): Buffer<ArrayBuffer> {
  const text = bytes.toString('latin1')
  return Buffer.from(text.replace(/content-length:\d+/, `content-length:${dice.below(450)}`), 'latin1')
}
