/** Names that do not describe the content. `core` is forbidden for folders only. */
export const emptyNames = /^((.+-)?(utils?|helpers?)|common|shared|services|managers?|base)$/

export const maximumLines = { src: 300, test: 500 } as const
