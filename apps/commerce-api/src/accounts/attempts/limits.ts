import type { CommerceConfig } from '../../config.ts'
import type { Attempt } from './count.ts'

/** Failed password checks of a signed-in member, over all routes that ask for the password. */
export function passwordChecks(config: CommerceConfig, memberId: number): Attempt {
  return attempt(config, 'password-check', memberId, config.PASSWORD_CHECKS_PER_MEMBER)
}

/** Sign-ups from one client address, the successful ones too. */
export function signUps(config: CommerceConfig, address: string): Attempt {
  return attempt(config, 'sign-up', address, config.SIGN_UPS_PER_ADDRESS)
}

/** Token refreshes from one client address. */
export function refreshes(config: CommerceConfig, address: string): Attempt {
  return attempt(config, 'refresh', address, config.REFRESHES_PER_ADDRESS)
}

/** Guest carts that one client address creates. */
export function guestCarts(config: CommerceConfig, address: string): Attempt {
  return attempt(config, 'guest-cart', address, config.GUEST_CARTS_PER_ADDRESS)
}

/**
 * Failed sign-ins. A known device has a count of its own and no other: whoever guesses elsewhere does not lock it out.
 * Others count for their address, and for the account from all addresses together.
 */
export function failedSignIns(
  config: CommerceConfig,
  { email, address, knownDevice }: { email: string; address: string; knownDevice: string | undefined },
): Attempt[] {
  const most = config.SIGN_IN_FAILURES_PER_ACCOUNT
  if (knownDevice !== undefined)
    return [attempt(config, 'sign-in on device', `${knownDevice} ${email}`, most)]
  return [
    attempt(config, 'sign-in to account', email, most),
    attempt(config, 'sign-in from address', address, config.SIGN_IN_FAILURES_PER_ADDRESS),
  ]
}

/** Uploads of pictures by one member. */
export function pictureUploads(config: CommerceConfig, memberId: number): Attempt {
  return attempt(config, 'picture', memberId, config.PICTURES_PER_WINDOW)
}

/** Mails that requests name an address for; whoever asks, one address gets no more. */
export function mailsTo(config: CommerceConfig, recipient: string): Attempt {
  const { MAILS_PER_RECIPIENT: max, MAIL_WINDOW_MS: windowMs } = config
  return { what: 'mail to', key: recipient, max, windowMs }
}

/** Mails that one client address or member asks for. */
export function mailsOf(config: CommerceConfig, sender: string | number): Attempt {
  const { MAILS_PER_SENDER: max, MAIL_WINDOW_MS: windowMs } = config
  return { what: 'mail of', key: sender, max, windowMs }
}

const attempt = (config: CommerceConfig, what: string, key: string | number, max: number): Attempt => ({
  what,
  key,
  max,
  windowMs: config.RATE_WINDOW_MS,
})
