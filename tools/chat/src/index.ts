export { chat } from './chat.ts'
export { openSession, type Session } from './session.ts'
export { readSettings, type Settings } from './settings.ts'
