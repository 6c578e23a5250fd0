import type { Figure } from '../scenario/scenario.ts'
import type { Sent, StoredRoom } from './history/history.ts'
import type { Journal } from './history/recorder.ts'
import { type ViolationKind, violationKinds, type Violations } from './checks/violations.ts'

/** Counts of a run; all of `violations` must be 0. */
export function figuresOf(run: {
  journal: Journal
  rooms: readonly StoredRoom[]
  faults: ReadonlyMap<string, number>
  violations: Violations
  seconds: number
}): Figure[] {
  const { journal, rooms, faults, violations, seconds } = run
  const { sent } = journal
  const stored = rooms.reduce((sum, { seqs }) => sum + seqs.length, 0)
  const each = (key: string, label: string, counts: ReadonlyMap<string, number>) =>
    [...counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => countFigure(`${key}.${name}`, `${label} ${name}`, value))
  return [
    { key: 'seconds', label: 'seconds', value: seconds, unit: 's', digits: 0 },
    countFigure('sent', 'messages sent', sent.length),
    countFigure('acked', 'acked', sent.acked),
    countFigure('refused', 'refused for good', refusedOf(sent)),
    countFigure('repeated', 'sent again', journal.repeated),
    countFigure('stored', 'entries stored', stored),
    countFigure('delivered', 'deliveries', journal.delivered),
    countFigure('connections', 'connections', journal.connections.length),
    ...each('ended', 'connections ended:', journal.ends),
    ...each('temporary', 'refused for now:', journal.refusals),
    ...each('faults', 'faults:', faults),
    ...Object.keys(violationKinds).map((kind) =>
      countFigure(
        `violations.${kind}`,
        `violations: ${kind}`,
        violations.counts.get(kind as ViolationKind) ?? 0,
      ),
    ),
  ]
}

/** The first violations of each kind, in words. */
export function problemsOf({ counts, first }: Violations): string[] {
  return [
    ...first.map(({ kind, roomId, seq, memberId, detail }) => {
      const whom = memberId === undefined ? '' : `, member ${memberId}`
      return `${kind} (${violationKinds[kind]}): room ${roomId}, seq ${seq}${whom}: ${detail}`
    }),
    ...[...counts].map(([kind, count]) => `${kind}: ${count} in all`),
  ]
}

export function countFigure(key: string, label: string, value: number): Figure {
  return { key, label, value, unit: '', digits: 0 }
}

function refusedOf({ refusals }: Sent): number {
  let refused = 0
  for (let message = 0; message < refusals.length; message++) refused += refusals.at(message)
  return refused
}
