import assert from 'node:assert/strict'
import {
  encodeBearerAuthMetadata,
  encodeCompositeMetadata,
  encodeRoute,
  WellKnownMimeType,
} from 'rsocket-composite-metadata'
import { deserializeFrame, Flags, FrameTypes, serializeFrame } from 'rsocket-core'
import { ChatConfig } from '../../src/index.ts'
import { FragmentReassembly, isRequest } from '../../src/transports/rsocket/frames/fragment-reassembly.ts'
import { FrameSplitter } from '../../src/transports/rsocket/frames/frame-splitter.ts'
import { bearerOf, routeOf } from '../../src/transports/rsocket/frames/metadata.ts'
import { validateFrame } from '../../src/transports/rsocket/frames/validate-frame.ts'
import { readSetup } from '../../src/transports/rsocket/setup.ts'
import { ask, fragment, header, openStream, prefixed, setupFrame } from '../support/rsocket-peer.ts'
import type { Decoder } from './decoder.ts'
import type { Random } from './random.ts'

const config = ChatConfig.parse({ DATABASE_URL: 'postgres://localhost/x' })
const limits = { requestBytes: config.MAX_FRAME_BYTES, connectionBytes: config.RSOCKET_REASSEMBLY_BYTES }
/** Frames of one connection. */
const FRAMES = 40

/**
 * The layer that decodes RSocket: frames, most of them broken somewhere, as a SETUP and after one. A valid frame must be
 * decodable, its parts must lie within it, splitting the bytes anywhere must change nothing, what is buffered must stay
 * within its limits, and metadata must be found where it was put.
 */
export function rsocketDecoder(): Decoder {
  const outcomes = { valid: 0, violations: 0, ignored: 0, setups: 0 }
  return { outcomes, feed }

  function feed(dice: Random): number {
    const frames = Array.from({ length: FRAMES }, () => brokenFrame(dice))
    for (const frame of frames) readFirst(frame)
    readAll(frames)
    split(frames, dice)
    findMetadata(dice)
    return FRAMES
  }

  function readFirst(bytes: Buffer): void {
    const setup = readSetup(bytes, config)
    if ('close' in setup) {
      JSON.parse(setup.text)
      return
    }
    outcomes.setups++
    assert.ok(setup.lifetimeMs >= config.RSOCKET_LIFETIME_MIN_MS)
    assert.ok(setup.lifetimeMs <= config.RSOCKET_LIFETIME_MAX_MS)
  }

  /** As a connection decodes its frames after SETUP. */
  function readAll(frames: Buffer[]): void {
    const reassembly = new FragmentReassembly(limits)
    for (const bytes of frames) {
      const validity = validateFrame(bytes)
      outcomes[typeof validity === 'string' ? validity : 'violations']++
      if (validity === 'valid') reassemble(reassembly, bytes)
      assert.ok(reassembly.bytes >= 0 && reassembly.bytes <= limits.connectionBytes + config.MAX_FRAME_BYTES)
    }
  }
}

function reassemble(reassembly: FragmentReassembly, bytes: Buffer): void {
  const frame = deserializeFrame(bytes)
  assert.equal(typeof frame.type, 'number')
  const parts = 'metadata' in frame ? [frame.metadata, 'data' in frame ? frame.data : undefined] : []
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0)
  assert.ok(length <= bytes.length, 'what is read lies within the frame')
  try {
    const request = isRequest(frame)
      ? reassembly.begin(frame)
      : frame.type === FrameTypes.PAYLOAD
        ? reassembly.add(frame)
        : undefined
    if (request?.metadata) readMetadata(request.metadata)
  } catch (error) {
    const { code } = error as { code: string }
    assert.ok(['PAYLOAD_TOO_LARGE', 'OVERLOADED'].includes(code), String(error))
  }
}

/** What is found must lie within the bytes, whatever they are. */
function readMetadata(metadata: Buffer): void {
  for (const found of [routeOf('composite', metadata), routeOf('routing', metadata), bearerOf(metadata)]) {
    assert.ok((found?.length ?? 0) <= metadata.length)
  }
}

function findMetadata(dice: Random): void {
  const route = 'x'.repeat(dice.below(60))
  const token = 'y'.repeat(dice.below(300))
  const strange = (): [string, Buffer] => [
    dice.of(['text/plain', 'x/y', `application/x.${'z'.repeat(dice.below(90))}`]),
    dice.bytes(dice.below(40)),
  ]
  const entries: [string | WellKnownMimeType, Buffer][] = [
    ...Array.from({ length: dice.below(3) }, strange),
    [WellKnownMimeType.MESSAGE_RSOCKET_ROUTING, encodeRoute(route)],
    ...Array.from({ length: dice.below(2) }, strange),
    [WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION, encodeBearerAuthMetadata(token)],
  ]
  const metadata = encodeCompositeMetadata(entries)
  assert.equal(routeOf('composite', metadata), route)
  assert.equal(bearerOf(metadata), token)
  readMetadata(mutate(metadata, dice))
  readMetadata(dice.bytes(dice.below(60)))
}

/** A frame, most likely broken somewhere. */
export function brokenFrame(dice: Random): Buffer {
  const streamId = () => 1 + 2 * dice.below(4)
  const routing = { metadataMimeType: 'message/x.rsocket.routing.v0', metadata: Buffer.from('eyJ') }
  const valid = [
    () => setupFrame('eyJ.eyJ.sig'),
    () => setupFrame('t', routing),
    () => ask(streamId()),
    () => ({ ...ask(streamId()), flags: Flags.METADATA | Flags.FOLLOWS }),
    () => openStream(streamId(), 7, dice.below(3)),
    () => fragment(streamId(), Buffer.alloc(dice.below(40_000)), Flags.FOLLOWS),
    () => fragment(streamId(), Buffer.from('{}'), Flags.NEXT, Buffer.from('x')),
    () => header(dice.below(64), dice.below(4), dice.below(1024), Buffer.alloc(dice.below(24))),
    () => header(FrameTypes.KEEPALIVE, 0, Flags.RESPOND, Buffer.alloc(8)),
  ]
  const chosen = dice.of(valid)()
  return mutate(Buffer.isBuffer(chosen) ? chosen : serializeFrame(chosen), dice)
}

function mutate(bytes: Buffer, dice: Random): Buffer {
  const changed = Buffer.from(bytes)
  for (let flips = dice.below(4); flips > 0 && changed.length > 0; flips--) {
    // Most in the first bytes, where lengths and flags are.
    const at = dice.below(dice.below(5) > 0 ? Math.min(changed.length, 48) : changed.length)
    changed[at] = dice.below(3) === 0 ? dice.of([0, 0x7f, 0x80, 0xff]) : dice.below(256)
  }
  return dice.below(5) === 0 ? changed.subarray(0, dice.below(changed.length + 1)) : changed
}

/** The same frames must come out wherever the bytes are split. */
function split(frames: Buffer[], dice: Random): void {
  const bytes = Buffer.concat(frames.map((frame) => prefixed(frame)))
  const whole = splitAt(bytes, () => bytes.length)
  const largest = dice.of([8, 4_000])
  const cut = splitAt(bytes, () => 1 + dice.below(largest))
  assert.equal(cut.violation, whole.violation)
  assert.deepEqual(cut.lengths, whole.lengths)
  for (const [index, length] of whole.lengths.entries()) assert.equal(length, frames[index]!.length)
}

function splitAt(bytes: Buffer, next: () => number): { lengths: number[]; violation: string | undefined } {
  const lengths: number[] = []
  const splitter = new FrameSplitter(config.MAX_FRAME_BYTES, (frame) => lengths.push(frame.length))
  for (let from = 0; from < bytes.length;) {
    const to = from + next()
    const violation = splitter.push(bytes.subarray(from, to))
    if (violation) return { lengths, violation }
    from = to
  }
  return { lengths, violation: undefined }
}
