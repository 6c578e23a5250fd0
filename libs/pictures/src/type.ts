/** The formats that are decoded; every other one, such as SVG, GIF and HEIC, is rejected before a decoder sees it. */
export type PictureType = 'jpeg' | 'png' | 'webp'

/** The format by the first bytes; what a client says about it does not matter. */
export function typeOf(bytes: Uint8Array): PictureType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12)).toString('latin1')
  if (head.startsWith('\xFF\xD8\xFF')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1A\n')) return 'png'
  if (/^RIFF[^]{4}WEBP$/.test(head)) return 'webp'
  return undefined
}
