import { setTimeout as delay } from 'node:timers/promises'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { checkFigures, latencyFigures, machineNotes } from '../measurement/chat-figures.ts'
import { measure, type Measurement } from '../measurement/measure.ts'
import { subscribers, createGroups } from '../fixtures/rooms.ts'
import { loadOptions, type Scenario, systemOptions, type Values } from '../scenario/scenario.ts'
import { median } from '../statistics/median.ts'
import { startSystem, type System } from '../system/system.ts'
import { readServerMemory } from '../system/usage.ts'

const options = {
  members: { what: 'members of the room', fallback: 1_000, least: 2, most: 5_000 },
  slow: { what: 'members that read slowly', fallback: 10, least: 1, most: 1_000 },
  reads: { what: 'bytes per second that a slow member reads', fallback: 1_024, least: 64, most: 1_000_000 },
  rate: { what: 'messages per second into the room', fallback: 50, least: 1, most: 10_000 },
  behind: {
    what: 'milliseconds of lagging after which the server closes it (QUEUE_BEHIND_MS)',
    fallback: 15_000,
    least: 100,
    most: 600_000,
  },
  workers: systemOptions.workers,
  ...loadOptions,
  // The kernel buffers up to 4 MB of a connection before the server notices a slow reader.
  size: { ...loadOptions.size, fallback: 4_000 },
  seconds: { ...loadOptions.seconds, fallback: 45 },
}

const MIBIBYTE = 1_048_576
const SAMPLE_MS = 1_000
/** How much shorter the first, discarded run is. */
const WARM_UP_DIVISOR = 4

/**
 * Measures a room twice, first without and then with slow readers, which must not affect the others. The server closes
 * each slow reader with a resumable code; the reader reconnects and receives what it has missed.
 */
export const slow: Scenario<typeof options> = {
  name: 'slow',
  summary: 'some members read slowly; the others are compared with a run without slow readers',
  options,
  async run({ cleanup, profile, log }, values) {
    if (values.slow >= values.members) throw new Error('--slow must be less than --members')
    const started = await startSystem(cleanup, {
      workers: values.workers,
      settings: { QUEUE_BEHIND_MS: String(values.behind) },
      profile,
      log,
    })
    const groups = await createGroups(started, { rooms: 3, members: values.members })
    const runWith = (room: number, slowReaders: number, seconds = values.seconds) =>
      measureRoom(cleanup, {
        system: started,
        log,
        values: { ...values, seconds },
        group: groups[room]!,
        slowReaders,
      })
    // A cold server grows by itself; that growth must not be attributed to slow readers.
    await runWith(0, 0, Math.ceil(values.seconds / WARM_UP_DIVISOR))
    const without = await runWith(1, 0)
    const withSlow = await runWith(2, values.slow)
    await started.stopServers()

    const { counts, memory, during } = withSlow
    const closed = during.server.slowReaders
    const p99Ratio = without.delivery.p99 === 0 ? undefined : withSlow.delivery.p99 / without.delivery.p99
    return {
      figures: [
        ...latencyFigures('without', 'without slow readers: delivery', without.delivery),
        ...latencyFigures('delivery', 'with slow readers: delivery to the others', withSlow.delivery),
        { key: 'p99.ratio', label: 'p99 with ÷ without', value: p99Ratio, unit: '', digits: 2 },
        { key: 'slow', label: 'slow readers', value: values.slow, unit: '' },
        {
          key: 'slow.closed',
          label: 'of them closed as too slow, with a resumable code',
          value: closed,
          unit: '',
        },
        { key: 'slow.resumed', label: 'resumed without loss', value: counts.resumed, unit: '' },
        {
          key: 'slow.memory',
          label: 'difference of the median RSS, per slow reader',
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
  group: Awaited<ReturnType<typeof createGroups>>[number]
  slowReaders: number
}

async function measureRoom(
  cleanup: CleanupStack,
  { system, log, values, group, slowReaders }: RoomRun,
): Promise<Measurement & { medianRss: number }> {
  const samples: number[] = []
  const measured = await measure(cleanup, {
    system,
    log,
    load: {
      transport: values.transport,
      // The last members are slow; the first sends.
      clients: subscribers([group], ({ member }) => ({
        ...(member === 0 && { sender: 0 }),
        ...(member >= values.members - slowReaders && {
          bytesPerSecond: values.reads,
          reconnects: true,
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
