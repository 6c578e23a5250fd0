export { serverApps, workspace } from './apps.ts'
export { bundle } from './bundle.ts'
export { manifestOf, type BuildVariables } from './manifest.ts'
