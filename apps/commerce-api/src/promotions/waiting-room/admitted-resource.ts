import type { WaitingRoomPath } from '@munova/commerce-contract'

/** What a waiting room admits to. */
export type Resource = WaitingRoomPath

/** The name of the resource, such as `coupon-campaign:12`: the key of its waiting room, and what its passes are for. */
export function resourceOf({ kind, id }: Resource): string {
  return `${kind}:${id}`
}
