export { migrations, startChatServer, type ChatServer } from './chat-server.ts'
export { ChatConfig } from './config.ts'
