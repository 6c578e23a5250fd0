export { buildPages, BuildFailed } from './build-pages.ts'
