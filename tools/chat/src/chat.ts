import { ChatClient, ChatError, type ChatState } from '@munova/chat-client'
import { runCommand } from './commands/index.ts'
import { ChatFailure } from './failure.ts'
import { openRooms } from './rooms.ts'
import type { Screen } from './screen.ts'
import type { Session } from './session.ts'
import type { Settings } from './settings.ts'
import { RoomView } from './room-view.ts'
import { roomTitle } from './format.ts'

/**
 * Runs the chat in one room until the input ends, `/quit`, or a permanent failure. Returns after every message is stored
 * or rejected: true when nothing failed. Throws ChatFailure when the room cannot be entered.
 */
export async function chat(
  settings: Settings,
  { session, screen }: { session: Session; screen: Screen },
): Promise<boolean> {
  const rooms = openRooms(settings.chat, session)
  const room = await rooms.find(settings.room)
  const client = new ChatClient({
    url: settings.chat.map((url) => `${url.replace(/^http/, 'ws')}/ws`),
    token: (options) => session.token(options),
  })
  const show = (line: string) => screen.show(line)
  const view = new RoomView({ client, roomId: room.id, show, onEnded: () => screen.end() })
  const removeListener = client.onState(connectionListener(view, screen))
  try {
    show(`· room ${room.id}: ${roomTitle(room)}`)
    client.connect()
    await view.start()
    for await (const line of screen.lines) {
      if (line.startsWith('/')) await runCommand(line, { view, rooms, screen })
      else if (line.trim() !== '') await view.send(line)
    }
    await view.flush()
  } catch (error) {
    if (error instanceof ChatError) throw new ChatFailure(error.message, error.code)
    throw error
  } finally {
    removeListener()
    await client.close()
  }
  return !view.hasFailed
}

/** Shows when the connection is lost and when it is closed for good. */
function connectionListener(view: RoomView, screen: Screen): (state: ChatState) => void {
  let wasLive = false
  let isInterrupted = false
  return (state) => {
    if (state.name === 'live') {
      wasLive = true
      isInterrupted = false
    }
    if (state.name === 'waiting' && !isInterrupted) {
      isInterrupted = true
      screen.show(wasLive ? '… reconnecting' : '… not connected yet, retrying')
    }
    if (state.name === 'closed') {
      view.fail(state.reason.message)
      screen.end()
    }
  }
}
