export { startCommerceApi, type CommerceApi } from './commerce-api.ts'
export { CommerceConfig } from './config.ts'
