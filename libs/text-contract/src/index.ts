export * from './text.ts'
export type { TextsOf } from './texts-of.ts'
