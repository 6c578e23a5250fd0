export { openBusiness, type BusinessUrls } from './business.ts'
export { demoOrder, type DemoOptions } from './order.ts'
