import assert from 'node:assert/strict'
import { parseArgs } from 'node:util'
import { deserializeFrame, Flags, FrameTypes, serializeFrame } from 'rsocket-core'
import { ChatConfig } from '../../src/index.ts'
import { Assembly, isRequest } from '../../src/transports/rsocket/assembly.ts'
import { FrameSplitter } from '../../src/transports/rsocket/frame-splitter.ts'
import { inspect } from '../../src/transports/rsocket/inspect.ts'
import { bearerOf, routeOf } from '../../src/transports/rsocket/metadata.ts'
import { readSetup } from '../../src/transports/rsocket/setup.ts'
import { ask, fragment, header, openStream, prefixed, setupFrame } from '../rsocket-peer.ts'

const config = ChatConfig.parse({ DATABASE_URL: 'postgres://localhost/x' })
const limits = { requestBytes: config.MAX_FRAME_BYTES, connectionBytes: config.RSOCKET_ASSEMBLY_BYTES }
/** Of a connection that is tried; afterwards a new one begins. */
const FRAMES_PER_CONNECTION = 40

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Feeds `iterations` frames, most of them broken somewhere, to the layer that reads frames, and throws where it does
 * not hold: a frame that is taken must be readable, its parts must lie within it, cutting the bytes anywhere must
 * change nothing, and what is kept must stay within its bounds. Answers how many frames were taken.
 */
export function fuzz({ iterations, seed }: { iterations: number; seed: number }): number {
  const random = randomFrom(seed)
  let taken = 0
  for (let done = 0; done < iterations; done += FRAMES_PER_CONNECTION) {
    const frames = Array.from({ length: FRAMES_PER_CONNECTION }, () => generate(random))
    for (const frame of frames) readFirst(frame)
    taken += readAll(frames)
    split(frames, random)
  }
  return taken
}

const below = (random: () => number, end: number) => Math.floor(random() * end)

function generate(random: () => number): Buffer {
  const valid = [
    () => setupFrame('eyJ.eyJ.sig'),
    () => setupFrame('t', { metadataMimeType: 'message/x.rsocket.routing.v0', metadata: Buffer.from('eyJ') }),
    () => ask(1 + 2 * below(random, 4)),
    () => ({ ...ask(1 + 2 * below(random, 4)), flags: Flags.METADATA | Flags.FOLLOWS }),
    () => openStream(1 + 2 * below(random, 4), 7, below(random, 3)),
    () => fragment(1 + 2 * below(random, 4), Buffer.alloc(below(random, 40_000)), Flags.FOLLOWS),
    () => fragment(1 + 2 * below(random, 4), Buffer.from('{}'), Flags.NEXT, Buffer.from('x')),
    () => header(below(random, 64), below(random, 4), below(random, 1024), Buffer.alloc(below(random, 24))),
    () => header(FrameTypes.KEEPALIVE, 0, Flags.RESPOND, Buffer.alloc(8)),
  ]
  const chosen = valid[below(random, valid.length)]!()
  const bytes = Buffer.isBuffer(chosen) ? chosen : serializeFrame(chosen)
  return mutate(bytes, random)
}

function mutate(bytes: Buffer, random: () => number): Buffer {
  const changed = Buffer.from(bytes)
  for (let flips = below(random, 4); flips > 0 && changed.length > 0; flips--) {
    // Most in the first bytes, where lengths and flags are.
    const at = below(random, random() < 0.8 ? Math.min(changed.length, 48) : changed.length)
    changed[at] = random() < 0.3 ? [0, 0x7f, 0x80, 0xff][below(random, 4)]! : below(random, 256)
  }
  if (random() < 0.2) return changed.subarray(0, below(random, changed.length + 1))
  return changed
}

function readFirst(bytes: Buffer): void {
  const setup = readSetup(bytes, config)
  if ('close' in setup) {
    JSON.parse(setup.text)
    return
  }
  assert.ok(setup.lifetimeMs >= config.RSOCKET_LIFETIME_MIN_MS)
  assert.ok(setup.lifetimeMs <= config.RSOCKET_LIFETIME_MAX_MS)
}

/** As a connection reads its frames after the SETUP. */
function readAll(frames: Buffer[]): number {
  const assembly = new Assembly(limits)
  let taken = 0
  for (const bytes of frames) {
    if (inspect(bytes) !== 'take') continue
    taken++
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
      if (request?.metadata) {
        routeOf('composite', request.metadata)
        routeOf('routing', request.metadata)
        bearerOf(request.metadata)
      }
    } catch (error) {
      const { code } = error as { code: string }
      assert.ok(['PAYLOAD_TOO_LARGE', 'OVERLOADED'].includes(code), code)
    }
    assert.ok(assembly.bytes >= 0 && assembly.bytes <= limits.connectionBytes + config.MAX_FRAME_BYTES)
  }
  return taken
}

/** Wherever the bytes are cut, the same frames come out. */
function split(frames: Buffer[], random: () => number): void {
  const bytes = Buffer.concat(frames.map((frame) => prefixed(frame)))
  const whole = splitAt(bytes, () => bytes.length)
  const cut = splitAt(bytes, () => 1 + below(random, random() < 0.5 ? 8 : 4_000))
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

if (import.meta.main) {
  const { values } = parseArgs({
    options: { iterations: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
  })
  const seed = Number(values.seed ?? Date.now() % 2 ** 32)
  const iterations = Number(values.iterations)
  console.log(`seed ${seed}`)
  const taken = fuzz({ iterations, seed })
  console.log(`${iterations} frames, ${taken} of them taken, none did harm`)
}
