import { pictureUrl, type Picture } from '@munova/commerce-contract'

/** A stored picture as the contract has it. */
export function toPicture(id: string, { width, height }: Pick<Picture, 'width' | 'height'>): Picture {
  const url = (of: Parameters<typeof pictureUrl>[0]['width']) => pictureUrl({ id, width: of })
  return { id, urls: { small: url('200'), medium: url('600'), large: url('1200') }, width, height }
}
