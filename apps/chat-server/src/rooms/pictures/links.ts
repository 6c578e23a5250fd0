import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PictureLinks } from '@munova/chat-contract'
import type { Sql } from '@munova/database'

type Width = '200' | '600' | '1200'

/**
 * Signs links to pictures of rooms: whoever has one gets the file without a token, for a short time, as an `img` element needs
 * it. All nodes have the same secret, from the database.
 */
export class PictureLinkSigner {
  readonly #secret: string
  readonly #validMs: number

  constructor(secret: string, validMs: number) {
    this.#secret = secret
    this.#validMs = validMs
  }

  static async open(sql: Sql, validMs: number): Promise<PictureLinkSigner> {
    const [row] = await sql<[{ secret: string }]>`select secret from picture_secret`
    return new PictureLinkSigner(row.secret, validMs)
  }

  /**
   * Valid for once to twice the time that is configured: links of the same span are the same, so that browsers find what they
   * have loaded.
   */
  linksTo(id: string, now = Date.now()): PictureLinks {
    const expires = (Math.floor(now / this.#validMs) + 2) * this.#validMs
    const link = (width: Width) =>
      `/v1/pictures/${id}/${width}.webp?expires=${expires}&signature=${this.#sign(id, width, expires)}`
    return {
      small: link('200'),
      medium: link('600'),
      large: link('1200'),
      expiresAt: new Date(expires).toISOString(),
    }
  }

  /** For how many milliseconds the link is still valid; undefined when it is not. */
  validFor(
    { id, width, expires, signature }: { id: string; width: Width; expires: string; signature: string },
    now = Date.now(),
  ): number | undefined {
    const left = Number(expires) - now
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#sign(id, width, Number(expires)))]
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected)
    return isSigned && left > 0 ? left : undefined
  }

  #sign(id: string, width: Width, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${id}/${width}?${expires}`).digest('base64url')
  }
}
