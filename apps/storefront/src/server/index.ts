export { StorefrontConfig } from './config.ts'
export { startStorefront, type Storefront } from './storefront.ts'
