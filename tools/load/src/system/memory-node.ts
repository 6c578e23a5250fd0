import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, startChatServer } from '@munova/chat-server'
import { createLog, readConfig, runUntilSignal } from '@munova/service'

/*
 * A chat-server without RabbitMQ, with an in-memory broker, as when the whole shop is one process. Started by
 * chat-node.ts.
 */

const STOP_TIMEOUT_MS = 30_000

const config = readConfig(ChatConfig, process.env)
const log = createLog({ name: 'chat-server', level: config.LOG_LEVEL })
const broker = connectMemory(new MemoryExchange())
const server = await startChatServer(config, { log, broker })
runUntilSignal(
  async () => {
    await server.close()
    await broker.close()
  },
  { log, timeoutMs: STOP_TIMEOUT_MS },
)
