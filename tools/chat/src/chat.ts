import { ChatClient, ChatError, type ChatState } from '@munova/chat-client'
import { runCommand } from './commands/index.ts'
import { ChatFailure } from './failure.ts'
import { openRooms } from './rooms.ts'
import type { Screen } from './screen.ts'
import type { Session } from './session.ts'
import type { Settings } from './settings.ts'
import { Talk } from './talk.ts'
import { roomTitle } from './words.ts'

/**
 * Talks in one room until the input ends, `/quit`, or there is no point in going on; what was said is stored before it
 * returns. Answers whether all went well. Throws ChatFailure when it cannot begin.
 */
export async function chat(
  settings: Settings,
  given: { session: Session; screen: Screen },
): Promise<boolean> {
  const { session, screen } = given
  const rooms = openRooms(settings.chat, session)
  const room = await rooms.find(settings.place)
  const client = new ChatClient({
    url: settings.chat.map((url) => `${url.replace(/^http/, 'ws')}/ws`),
    token: (ask) => session.token(ask),
  })
  const show = (line: string) => screen.show(line)
  const talk = new Talk({ client, roomId: room.id, show, onOver: () => screen.end() })
  const stopTelling = client.onState(teller({ talk, screen }))
  try {
    show(`· room ${room.id}: ${roomTitle(room)}`)
    client.connect()
    await talk.start()
    for await (const line of screen.lines) {
      if (line.startsWith('/')) await runCommand(line, { talk, rooms, screen })
      else if (line.trim() !== '') await talk.say(line)
    }
    await talk.said()
  } catch (error) {
    if (error instanceof ChatError) throw new ChatFailure(error.message, error.code)
    throw error
  } finally {
    stopTelling()
    await client.close()
  }
  return !talk.hasFailed
}

/** Shows what becomes of the connection, each change once. */
function teller({ talk, screen }: { talk: Talk; screen: Screen }): (state: ChatState) => void {
  let wasLive = false
  let isAway = false
  return (state) => {
    if (state.name === 'live') {
      wasLive = true
      isAway = false
    }
    if (state.name === 'waiting' && !isAway) {
      isAway = true
      screen.show(wasLive ? '… reconnecting' : '… not connected yet, trying again')
    }
    if (state.name === 'closed') {
      talk.fail(state.reason.message)
      screen.end()
    }
  }
}
