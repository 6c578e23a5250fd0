const korean = {
  /** In place of an image in the preview of a room's last message. */
  imagePreview: '사진',
}

/** Texts that chat-server stores for people to read. */
export type ChatTexts = Readonly<Record<keyof typeof korean, string>>

/** These texts by language. Stored once for all readers, so a server uses one language: `texts`. */
export const chatTexts = { ko: korean } as const satisfies Record<string, ChatTexts>

/** The texts in the language of the shop. */
export const texts: ChatTexts = chatTexts.ko
