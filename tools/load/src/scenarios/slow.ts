import { setTimeout as delay } from 'node:timers/promises'
import type { Closing } from '../runtime/cleanup.ts'
import { checkFigures, latencyFigures, machineNotes } from '../measurement/figures.ts'
import { measure, type Measured } from '../measurement/measure.ts'
import { listeners, makeGroups } from '../fixtures/rooms.ts'
import { loadOptions, type Scenario, systemOptions, type Values } from '../scenario/scenario.ts'
import { median } from '../statistics/median.ts'
import { startSystem, type System } from '../system/system.ts'
import { readServerMemory } from '../system/usage.ts'

const options = {
  members: { what: 'members of the room', fallback: 1_000, least: 2, most: 5_000 },
  slow: { what: 'of them read slowly', fallback: 10, least: 1, most: 1_000 },
  reads: { what: 'bytes per second that a slow one reads', fallback: 1_024, least: 64, most: 1_000_000 },
  rate: { what: 'messages per second into the room', fallback: 50, least: 1, most: 10_000 },
  behind: {
    what: 'milliseconds behind after which it is closed',
    fallback: 15_000,
    least: 100,
    most: 600_000,
  },
  workers: systemOptions.workers,
  ...loadOptions,
  // The kernel takes up to 4 MB of a connection before the server sees that anybody is slow.
  size: { ...loadOptions.size, fallback: 4_000 },
  seconds: { ...loadOptions.seconds, fallback: 45 },
}

const MIBIBYTE = 1_048_576
const SAMPLE_MS = 1_000
/** The run before the two that count is so much shorter. */
const SETTLING = 4

/**
 * The same kind of room twice, first without and then with some members who read slowly: the others must not notice. Each slow
 * one is closed with a code after which it may come back, and then gets what it has missed.
 */
export const slow: Scenario<typeof options> = {
  name: 'slow',
  summary: 'some members read slowly; the others are compared with a run without them',
  options,
  async run({ closing, profile, log }, values) {
    if (values.slow >= values.members) throw new Error('somebody has to read well')
    const started = await startSystem(closing, {
      workers: values.workers,
      settings: { QUEUE_BEHIND_MS: String(values.behind) },
      profile,
      log,
    })
    const groups = await makeGroups(started, { rooms: 3, members: values.members })
    const runWith = (room: number, slowOnes: number, seconds = values.seconds) =>
      measureRoom(closing, {
        system: started,
        log,
        values: { ...values, seconds },
        group: groups[room]!,
        slowOnes,
      })
    // A server that has not worked yet grows by itself: that is no slow reader's memory.
    await runWith(0, 0, Math.ceil(values.seconds / SETTLING))
    const without = await runWith(1, 0)
    const withSlow = await runWith(2, values.slow)
    await started.stopServers()

    const { counts, memory, during } = withSlow
    const closed = during.server.slowReaders
    const p99Ratio = without.delivery.p99 === 0 ? undefined : withSlow.delivery.p99 / without.delivery.p99
    return {
      figures: [
        ...latencyFigures('without', 'without slow readers: delivery', without.delivery),
        ...latencyFigures('delivery', 'with: delivery to the others', withSlow.delivery),
        { key: 'p99.ratio', label: 'p99 with ÷ without', value: p99Ratio, unit: '', digits: 2 },
        { key: 'slow', label: 'slow readers', value: values.slow, unit: '' },
        { key: 'slow.closed', label: 'of them closed as too slow, resumably', value: closed, unit: '' },
        { key: 'slow.resumed', label: 'came back and were complete', value: counts.resumed, unit: '' },
        {
          key: 'slow.memory',
          label: 'median RSS with less that without, per slow reader',
          value: (withSlow.medianRss - without.medianRss) / values.slow / 1_024,
          unit: 'KiB',
        },
        { key: 'server.rss', label: 'server RSS', value: memory && memory.rss / MIBIBYTE, unit: 'MiB' },
        ...checkFigures(withSlow),
      ],
      problems: [
        ...without.problems,
        ...withSlow.problems,
        ...(closed < values.slow ? [`only ${closed} of ${values.slow} slow readers were closed`] : []),
      ],
      notes: machineNotes(withSlow),
      durability: started.durability,
      window: { from: during.from, to: during.to },
    }
  },
}

interface RoomRun {
  system: System
  log: (line: string) => void
  values: Values<typeof options>
  group: Awaited<ReturnType<typeof makeGroups>>[number]
  slowOnes: number
}

async function measureRoom(
  closing: Closing,
  { system, log, values, group, slowOnes }: RoomRun,
): Promise<Measured & { medianRss: number }> {
  const samples: number[] = []
  const measured = await measure(closing, {
    system,
    log,
    load: {
      transport: values.transport,
      // The last ones are slow; the first sends.
      clients: listeners([group], ({ member }) => ({
        ...(member === 0 && { sender: 0 }),
        ...(member >= values.members - slowOnes && {
          bytesPerSecond: values.reads,
          comesBack: true,
          isTimed: false,
        }),
      })),
      pace: { kind: 'open', perSecond: values.rate },
      size: values.size,
      warmUpSeconds: values.warmup,
      seconds: values.seconds,
      generators: values.generators,
    },
    async meanwhile() {
      for (let n = 0; n < values.seconds; n++) {
        await delay(SAMPLE_MS)
        samples.push(readServerMemory(system)?.rss ?? NaN)
      }
    },
  })
  return { ...measured, medianRss: median(samples) ?? NaN }
}
