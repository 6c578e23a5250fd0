export * from './envelope.ts'
export * from './commerce.ts'
export * from './coupons.ts'
export * from './chat.ts'
