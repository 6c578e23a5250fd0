export { openMailbox, type Mailbox, type MailboxSettings } from './mailbox.ts'
export type { ReceivedMail } from './page.ts'
