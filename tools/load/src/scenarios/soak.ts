import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../runtime/clock.ts'
import { checkFigures, latencyFigures, machineFigures, machineNotes } from '../measurement/chat-figures.ts'
import { measure } from '../measurement/measure.ts'
import { subscribers, createGroups } from '../fixtures/rooms.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { countFiles } from '../system/process-stats.ts'
import { startSystem } from '../system/system.ts'
import { readServerMemory } from '../system/usage.ts'
import { slopeOf } from '../statistics/slope.ts'

const options = {
  rooms: { what: 'rooms', fallback: 50, least: 1, most: 5_000 },
  members: { what: 'members of each room', fallback: 20, least: 2, most: 5_000 },
  rate: { what: 'messages per second in total', fallback: 500, least: 1, most: 50_000 },
  every: {
    what: 'milliseconds between two samples of memory and files',
    fallback: 1_000,
    least: 10,
    most: 600_000,
  },
  ...systemOptions,
  ...loadOptions,
  seconds: { ...loadOptions.seconds, fallback: 120 },
}

const MIBIBYTE = 1_048_576
/** The first part of a run is excluded: caches and compiled code still grow. */
const SETTLED_AFTER = 1 / 3

/** A constant load for a long time, to detect growth of memory or open files. */
export const soak: Scenario<typeof options> = {
  name: 'soak',
  summary: 'a constant load for a long time: slope of memory, open files',
  options,
  async run({ cleanup, profile, log }, values) {
    const { nodes, broker, workers, transport, rate, size, warmup, seconds, generators } = values
    const system = await startSystem(cleanup, { nodes, broker, workers, profile, log })
    const groups = await createGroups(system, values)
    const samples: { at: number; rss: number; files: number }[] = []
    const measured = await measure(cleanup, {
      system,
      log,
      load: {
        transport,
        clients: subscribers(groups, ({ room, member }) => ({
          node: member % nodes,
          ...(member === 0 && { sender: room }),
        })),
        pace: { kind: 'open', perSecond: rate },
        size,
        warmUpSeconds: warmup,
        seconds,
        generators,
      },
      async meanwhile() {
        const until = monotonic() + seconds * 1_000
        while (monotonic() < until) {
          const files = system.nodes.reduce((sum, { pid }) => sum + (countFiles(pid) ?? NaN), 0)
          samples.push({ at: monotonic(), rss: readServerMemory(system)?.rss ?? NaN, files })
          await delay(values.every)
        }
      },
    })
    await system.stopServers()

    const settled = samples.slice(Math.floor(samples.length * SETTLED_AFTER))
    const perMinute = slopeOf(settled.map(({ at, rss }) => [at / 60_000, rss / MIBIBYTE]))
    const [first, last] = [settled[0]!, settled.at(-1)!]
    return {
      figures: [
        figure('rss.slope', 'slope of the RSS after the first third', perMinute, 'MiB/min', 2),
        figure('rss.from', 'RSS after the first third', first.rss / MIBIBYTE, 'MiB'),
        figure('rss.to', 'RSS at the end', last.rss / MIBIBYTE, 'MiB'),
        figure('files.from', 'open files after the first third', first.files, ''),
        figure('files.to', 'open files at the end', last.files, ''),
        ...latencyFigures('delivery', 'delivery', measured.delivery),
        ...checkFigures(measured),
        ...machineFigures(measured),
      ],
      problems: measured.problems,
      notes: machineNotes(measured),
      durability: system.durability,
      window: { from: measured.during.from, to: measured.during.to },
    }
  },
}

/** NaN means unknown. */
function figure(key: string, label: string, value: number, unit: string, digits = 0): Figure {
  return { key, label, value: Number.isNaN(value) ? undefined : value, unit, digits }
}
