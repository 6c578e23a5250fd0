/** What orders are searched by. */
export const searches = ['number', 'recipient', 'email', 'memberId'] as const
