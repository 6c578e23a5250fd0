export { migrations, startChatServer, type ChatServer } from './chat-server.ts'
export { ChatConfig } from './config.ts'
export { nodeOptions } from './node-options.ts'
