import type { Figure } from '../scenario/scenario.ts'
import type { SentMessages, StoredRoom } from './history/history.ts'
import type { FreezeResult } from './faults/frozen-large.ts'
import type { Recorder } from './history/recorder.ts'
import { type ViolationKind, violationKinds, type Violations } from './checks/violations.ts'

/** The figures of a run; all `violations` must be 0. */
export function figuresOf(run: {
  recorder: Recorder
  rooms: readonly StoredRoom[]
  faults: ReadonlyMap<string, number>
  effects: ReadonlyMap<string, number>
  freezes: readonly FreezeResult[]
  events: { published: number; projected: number; parked: number }
  violations: Violations
  seconds: number
}): Figure[] {
  const { recorder, rooms, faults, effects, freezes, events, violations, seconds } = run
  const { sent } = recorder
  const stored = rooms.reduce((sum, { seqs }) => sum + seqs.length, 0)
  const each = (key: string, label: string, counts: ReadonlyMap<string, number>) =>
    [...counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => countFigure(`${key}.${name}`, `${label} ${name}`, value))
  return [
    { key: 'seconds', label: 'seconds', value: seconds, unit: 's', digits: 0 },
    countFigure('sent', 'messages sent', sent.length),
    countFigure('acked', 'acked', sent.acked),
    countFigure('rejected', 'rejected for good', countRejected(sent)),
    countFigure('repeated', 'resent', recorder.resent),
    countFigure('stored', 'entries stored', stored),
    countFigure('delivered', 'deliveries', recorder.delivered),
    countFigure('deleted', 'entries deleted by lost-tail', recorder.deleted.length),
    countFigure('takenBack', 'times that members took back what was lost', countLosses(recorder)),
    countFigure('connections', 'connections', recorder.connections.length),
    ...each('ended', 'connections ended:', recorder.closeReasons),
    ...each('temporary', 'temporarily rejected:', recorder.temporaryRejections),
    ...each('faults', 'faults:', faults),
    ...each('effects', 'seen to take effect:', effects),
    ...freezeFigures(freezes),
    countFigure('events', 'member events published', events.published),
    countFigure('projected', 'members projected', events.projected),
    countFigure('parked', 'events parked', events.parked),
    countFigure('reconnects', 'reconnects of the client library', recorder.reconnects),
    countFigure('closedForGood', 'clients closed for good', recorder.closedForGood),
    {
      key: 'memory',
      label: 'memory of the checker',
      value: process.memoryUsage.rss() / 2 ** 20,
      unit: 'MiB',
      digits: 0,
    },
    countFigure('violations', 'violations of every kind', violations.total),
    ...Object.keys(violationKinds).map((kind) =>
      countFigure(
        `violations.${kind}`,
        `violations: ${kind}`,
        violations.counts.get(kind as ViolationKind) ?? 0,
      ),
    ),
  ]
}

/** The first violations of each kind as text, with totals. */
export function problemsOf({ counts, first }: Violations): string[] {
  return [
    ...first.map(({ kind, roomId, seq, memberId, detail }) => {
      const member = memberId === undefined ? '' : `, member ${memberId}`
      return `${kind} (${violationKinds[kind]}): room ${roomId}, seq ${seq}${member}: ${detail}`
    }),
    ...[...counts].map(([kind, count]) => `${kind}: ${count} in total`),
  ]
}

/** Acks per second of the other nodes, over all freezes: before them, and during them. */
function freezeFigures(freezes: readonly FreezeResult[]): Figure[] {
  if (freezes.length === 0) return []
  const mean = (rate: 'before' | 'during') =>
    freezes.reduce((sum, freeze) => sum + freeze[rate], 0) / freezes.length
  return [
    countFigure('frozen.before', 'acks/s of the other nodes before frozen-large', mean('before')),
    countFigure('frozen.during', 'acks/s of the other nodes during it', mean('during')),
  ]
}

export function countFigure(key: string, label: string, value: number): Figure {
  return { key, label, value, unit: '', digits: 0 }
}

function countLosses({ streams }: Recorder): number {
  return streams.reduce((sum, { losses }) => sum + losses.length, 0)
}

function countRejected({ rejections }: SentMessages): number {
  let rejected = 0
  for (let message = 0; message < rejections.length; message++) rejected += rejections.at(message)
  return rejected
}
