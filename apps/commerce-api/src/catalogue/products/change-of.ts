import type { Identity } from '@munova/auth'
import { actorOf } from '../../audit/actor.ts'
import type { ProductChange } from './change-own.ts'

/** The change of the product in the path that a seller requests. */
export function changeOf(request: { member: Identity; id: string; params: { id: number } }): ProductChange {
  const actor = actorOf(request)
  return { sellerId: actor.memberId, productId: request.params.id, actor }
}
