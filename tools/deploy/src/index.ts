export { serverApps, workspace } from './apps.ts'
export { bundle } from './bundle.ts'
