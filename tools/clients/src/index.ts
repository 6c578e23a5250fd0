export { clientFiles, type ClientFile } from './client-files.ts'
