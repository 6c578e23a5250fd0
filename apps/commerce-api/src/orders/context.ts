import type { PaymentsContext } from '../payments/gateway/context.ts'
import type { WaitingRoomContext } from '../promotions/waiting-room/waiting-rooms.ts'

export interface OrdersContext extends PaymentsContext, WaitingRoomContext {}
