export const states = ['REQUESTED', 'ACCEPTED', 'REJECTED'] as const
