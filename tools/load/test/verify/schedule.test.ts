import assert from 'node:assert/strict'
import test from 'node:test'
import {
  allFaults,
  describeFault,
  type Fault,
  faultKinds,
  faultSchedule,
} from '../../src/verify/faults/schedule.ts'

function first(count: number, seed: number, kinds = allFaults): Fault[] {
  const schedule = faultSchedule({ seed, kinds, nodes: 3, members: 12, proxied: [0, 4, 8] })
  return Array.from({ length: count }, () => schedule.next().value)
}

test('the same seed gives the same schedule, another seed another', () => {
  assert.deepEqual(first(50, 7), first(50, 7))
  assert.notDeepEqual(first(50, 7), first(50, 8))
})

test('every kind occurs once in each round, in ascending time, within its bounds', () => {
  const faults = first(3 * allFaults.length, 1)
  for (let round = 0; round < 3; round++) {
    const kinds = faults
      .slice(round * allFaults.length, (round + 1) * allFaults.length)
      .map(({ kind }) => kind)
    assert.deepEqual(new Set(kinds), new Set(allFaults))
  }
  faults.forEach(({ kind, at, forMs, node, members }, index) => {
    assert.ok(at > (faults[index - 1]?.at ?? 0))
    const [least, most] = faultKinds[kind].lasts
    assert.ok(forMs >= least && forMs <= most)
    assert.ok(node >= 0 && node < 3)
    assert.equal(new Set(members).size, members.length)
    assert.ok(members.length > 0 && members.every((member) => member < 12))
  })
})

test('only proxied members are partitioned', () => {
  for (const { members } of first(20, 3, ['half-open'])) assert.ok([0, 4, 8].includes(members[0]!))
})

test('a fault is described in one line', () => {
  const fault: Fault = { kind: 'half-open', at: 12_340, forMs: 1_500, node: 1, members: [4, 0] }
  assert.equal(describeFault(fault), '   12.3 s half-open, members 5 1, for 1.5 s')
  assert.equal(describeFault({ ...fault, kind: 'node-kill' }), '   12.3 s node-kill, node 1, for 1.5 s')
  assert.equal(describeFault({ ...fault, kind: 'backends', forMs: 0 }), '   12.3 s backends')
})
