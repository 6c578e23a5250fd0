import { Balancer } from '../balancer/balancer.ts'
import type { AppFleet, Fleet, Slot } from '../fleet.ts'
import type { NodeDriver } from '../nodes/driver.ts'
import type { SmokeTest } from '../smoke/smoke.ts'
import type { Journal } from '../state/journal.ts'
import type { Node } from '../state/state.ts'

/** What the acts on one app work with. */
export interface Context {
  app: string
  fleet: AppFleet
  host: string
  journal: Journal
  driver: NodeDriver
  balancer: Balancer
  smoke: SmokeTest
  print: (line: string) => void
  signal: AbortSignal
}

export function openContext(
  app: string,
  {
    fleet,
    ...rest
  }: { fleet: Fleet; journal: Journal; driver: NodeDriver; smoke: SmokeTest } & Pick<
    Context,
    'print' | 'signal'
  >,
): Context {
  const own = fleet.apps[app]!
  const { backends, balancerMs: timeoutMs } = own
  return {
    app,
    fleet: own,
    host: fleet.host,
    balancer: new Balancer({ admin: fleet.balancer.admin, backends, timeoutMs }),
    ...rest,
  }
}

export function slotOf({ fleet }: Context, name: string): Slot {
  const slot = fleet.slots.find((each) => each.name === name)
  if (!slot) throw new Error(`the fleet has no slot ${name}, in which a node runs`)
  return slot
}

export function urlOf(context: Context, { slot }: Pick<Node, 'slot'>): string {
  return `http://${context.host}:${slotOf(context, slot).port}`
}
