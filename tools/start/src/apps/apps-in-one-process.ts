import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog, readConfig, runUntilSignal } from '@munova/service'

/*
 * Both apps in one process with an in-memory broker. Unconsumed events are lost when it is killed; everything else is in
 * the databases.
 */

const env = process.env
const exchange = new MemoryExchange()
const commerceConfig = readConfig(CommerceConfig, {
  ...env,
  DATABASE_URL: env['COMMERCE_DATABASE_URL'],
  PORT: env['COMMERCE_PORT'],
})
const log = createLog({ name: 'munova', level: commerceConfig.LOG_LEVEL })
const rsocketPorts = (env['RSOCKET_PORTS'] ?? '').split(',')
const chatConfigs = (env['CHAT_PORTS'] ?? '').split(',').map((port, node) =>
  readConfig(ChatConfig, {
    ...env,
    DATABASE_URL: env['CHAT_DATABASE_URL'],
    PICTURE_STORE: env['CHAT_PICTURE_STORE'],
    PORT: port,
    RSOCKET_PORT: rsocketPorts[node],
  }),
)

/** Longer than the stop timeouts of both apps together. */
const STOP_TIMEOUT_MS = 25_000

await using opened = new AsyncDisposableStack()
const commerceBroker = connectMemory(exchange, { log })
opened.defer(() => commerceBroker.close())
const commerce = await startCommerceApi(commerceConfig, { broker: commerceBroker, log })
opened.defer(() => commerce.close())
for (const config of chatConfigs) {
  const broker = connectMemory(exchange, { log })
  opened.defer(() => broker.close())
  const chat = await startChatServer(config, { broker, log: log.child({ port: config.PORT }) })
  opened.defer(() => chat.close())
}

const running = opened.move()
runUntilSignal(() => running.disposeAsync(), { log, timeoutMs: STOP_TIMEOUT_MS })
