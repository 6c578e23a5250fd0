export const states = ['ALL', 'PUBLISHED', 'DRAFT', 'SUSPENDED', 'REMOVED'] as const
