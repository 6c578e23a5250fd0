/**
 * Why an upload is no picture here: its content is of no known type, cannot be decoded, or has too many pixels. BUSY is
 * temporary: too many pictures wait, or the machine was too slow.
 */
export type Rejection = 'TYPE' | 'UNREADABLE' | 'TOO_LARGE' | 'BUSY'

/** An upload that is not accepted. */
export class PictureRejected extends Error {
  override readonly name = 'PictureRejected'
  readonly rejection: Rejection

  constructor(rejection: Rejection, options?: ErrorOptions) {
    super(`picture rejected: ${rejection}`, options)
    this.rejection = rejection
  }
}
