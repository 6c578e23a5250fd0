import assert from 'node:assert/strict'
import {
  encodeBearerAuthMetadata,
  encodeCompositeMetadata,
  encodeRoute,
  WellKnownMimeType,
} from 'rsocket-composite-metadata'
import { deserializeFrame, Flags, FrameTypes, serializeFrame } from 'rsocket-core'
import { ChatConfig } from '../../src/index.ts'
import { Assembly, isRequest } from '../../src/transports/rsocket/frames/assembly.ts'
import { FrameSplitter } from '../../src/transports/rsocket/frames/frame-splitter.ts'
import { inspect } from '../../src/transports/rsocket/frames/inspect.ts'
import { bearerOf, routeOf } from '../../src/transports/rsocket/frames/metadata.ts'
import { readSetup } from '../../src/transports/rsocket/setup.ts'
import { ask, fragment, header, openStream, prefixed, setupFrame } from '../support/rsocket-peer.ts'
import type { Decoder } from './decoder.ts'
import type { Random } from './random.ts'

const config = ChatConfig.parse({ DATABASE_URL: 'postgres://localhost/x' })
const limits = { requestBytes: config.MAX_FRAME_BYTES, connectionBytes: config.RSOCKET_ASSEMBLY_BYTES }
/** Of a connection that is tried; afterwards a new one begins. */
const FRAMES = 40

/**
 * The layer that reads RSocket: frames, most of them broken somewhere, as a SETUP and as what follows one. A frame that
 * is taken must be readable, its parts must lie within it, cutting the bytes anywhere must change nothing, what is kept
 * must stay within its bounds, and metadata must be found where it was put.
 */
export function rsocketDecoder(): Decoder {
  const outcomes = { taken: 0, refused: 0, ignored: 0, setups: 0 }
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

  /** As a connection reads its frames after the SETUP. */
  function readAll(frames: Buffer[]): void {
    const assembly = new Assembly(limits)
    for (const bytes of frames) {
      const verdict = inspect(bytes)
      outcomes[verdict === 'take' ? 'taken' : verdict === 'ignore' ? 'ignored' : 'refused']++
      if (verdict === 'take') assemble(assembly, bytes)
      assert.ok(assembly.bytes >= 0 && assembly.bytes <= limits.connectionBytes + config.MAX_FRAME_BYTES)
    }
  }
}

function assemble(assembly: Assembly, bytes: Buffer): void {
  const frame = deserializeFrame(bytes)
  assert.equal(typeof frame.type, 'number')
  const parts = 'metadata' in frame ? [frame.metadata, 'data' in frame ? frame.data : undefined] : []
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0)
  assert.ok(length <= bytes.length, 'what is read lies within the frame')
  try {
    const request = isRequest(frame)
      ? assembly.begin(frame)
      : frame.type === FrameTypes.PAYLOAD
        ? assembly.add(frame)
        : undefined
    if (request?.metadata) readMetadata(request.metadata)
  } catch (error) {
    const { code } = error as { code: string }
    assert.ok(['PAYLOAD_TOO_LARGE', 'OVERLOADED'].includes(code), String(error))
  }
}

/** Whatever the bytes are, what is found lies in them. */
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

/** Wherever the bytes are cut, the same frames come out. */
function split(frames: Buffer[], dice: Random): void {
  const bytes = Buffer.concat(frames.map((frame) => prefixed(frame)))
  const whole = splitAt(bytes, () => bytes.length)
  const largest = dice.of([8, 4_000])
  const cut = splitAt(bytes, () => 1 + dice.below(largest))
  assert.equal(cut.wrong, whole.wrong)
  assert.deepEqual(cut.lengths, whole.lengths)
  for (const [index, length] of whole.lengths.entries()) assert.equal(length, frames[index]!.length)
}

function splitAt(bytes: Buffer, next: () => number): { lengths: number[]; wrong: string | undefined } {
  const lengths: number[] = []
  const splitter = new FrameSplitter(config.MAX_FRAME_BYTES, (frame) => lengths.push(frame.length))
  for (let from = 0; from < bytes.length;) {
    const to = from + next()
    const wrong = splitter.push(bytes.subarray(from, to))
    if (wrong) return { lengths, wrong }
    from = to
  }
  return { lengths, wrong: undefined }
}
