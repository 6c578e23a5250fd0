/** Texts that chat-server stores for people to read. Stored once for all readers, so they are in the language of the shop. */
export const texts = {
  /** In place of an image in the preview of a room's last message. */
  imagePreview: '사진',
} as const
