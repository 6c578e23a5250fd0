export { demoOrder, type DemoOptions } from './order.ts'
