import type { PaymentsContext } from '../payments/gateway/context.ts'
import type { PlacingContext } from './place/place.ts'

export interface OrdersContext extends PaymentsContext, PlacingContext {}
