import type { Figure } from '../scenario.ts'
import type { StoredRoom } from './history.ts'
import type { Record } from './record.ts'
import { type ViolationKind, violationKinds, type Violations } from './violations.ts'

/** Counts of a run; all of `violations` must be 0. */
export function figuresOf(run: {
  record: Record
  rooms: readonly StoredRoom[]
  faults: ReadonlyMap<string, number>
  violations: Violations
  seconds: number
}): Figure[] {
  const { record, rooms, faults, violations, seconds } = run
  const { sent } = record
  const stored = rooms.reduce((sum, { seqs }) => sum + seqs.length, 0)
  const figure = (key: string, label: string, value: number) => ({ key, label, value, unit: '', digits: 0 })
  const each = (key: string, label: string, counts: ReadonlyMap<string, number>) =>
    [...counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => figure(`${key}.${name}`, `${label} ${name}`, value))
  return [
    { key: 'seconds', label: 'seconds', value: seconds, unit: 's', digits: 0 },
    figure('sent', 'messages sent', sent.length),
    figure('acked', 'acked', sent.acked),
    figure(
      'refused',
      'refused for good',
      count(sent.refusals.length, (message) => sent.refusals.at(message) === 1),
    ),
    figure('repeated', 'sent again', record.repeated),
    figure('stored', 'entries stored', stored),
    figure('delivered', 'deliveries', record.delivered),
    figure('connections', 'connections', record.connections.length),
    ...each('ended', 'connections ended:', record.ends),
    ...each('temporary', 'refused for now:', record.refusals),
    ...each('faults', 'faults:', faults),
    ...Object.keys(violationKinds).map((kind) =>
      figure(`violations.${kind}`, `violations: ${kind}`, violations.counts.get(kind as ViolationKind) ?? 0),
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

function count(length: number, matches: (index: number) => boolean): number {
  let found = 0
  for (let index = 0; index < length; index++) if (matches(index)) found++
  return found
}
