export * from './envelope.ts'
export * from './trade.ts'
export * from './commerce.ts'
export * from './chat.ts'
