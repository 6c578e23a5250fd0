import { createVerifier } from '@munova/auth'
import { ChatRooms } from './chat-rooms.ts'

/** The settings that the load tool gives a baseline: port, database, and the keys of valid tokens. */
export function readEnvironment() {
  const { PORT, DATABASE_URL, AUTH_JWKS } = process.env
  if (!PORT || !DATABASE_URL || !AUTH_JWKS) throw new Error('PORT, DATABASE_URL and AUTH_JWKS are needed')
  return {
    port: Number(PORT),
    rooms: new ChatRooms(DATABASE_URL),
    verifier: createVerifier({ jwks: AUTH_JWKS }),
  }
}

/** Logs the line that the load tool waits for. */
export function reportListening(): void {
  console.log('{"level":30,"msg":"listening"}')
}

process.on('SIGTERM', () => process.exit())
