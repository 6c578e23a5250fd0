import { createVerifier } from '@munova/auth'
import { ChatRooms } from './chat-rooms.ts'

/** What the lab gives a baseline: where it listens, where it stores, whose tokens it takes. */
export function readEnvironment() {
  const { PORT, DATABASE_URL, AUTH_JWKS } = process.env
  if (!PORT || !DATABASE_URL || !AUTH_JWKS) throw new Error('PORT, DATABASE_URL and AUTH_JWKS are needed')
  return {
    port: Number(PORT),
    rooms: new ChatRooms(DATABASE_URL),
    verifier: createVerifier({ jwks: AUTH_JWKS }),
  }
}

/** The line that the lab waits for. */
export function tellListening(): void {
  console.log('{"level":30,"msg":"listening"}')
}

process.on('SIGTERM', () => process.exit())
