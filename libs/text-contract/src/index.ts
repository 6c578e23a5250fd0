export * from './numbers.ts'
export * from './text.ts'
export type { TextsOf } from './texts-of.ts'
