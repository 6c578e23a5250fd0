import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { LiveSession } from '../live-sessions/live-session.ts'
import type { RoomLog } from '../log/room-log.ts'
import { sendMessage } from '../rooms/messages/send.ts'

/** Stores a message of the session's member. */
export function send(
  roomLog: RoomLog,
  session: LiveSession,
  input: OperationInput<'send'>,
): Promise<OperationResult<'send'>> {
  session.spendSend()
  return sendMessage(roomLog, session.memberId, input)
}
