import { z } from 'zod'
import { count, milliseconds, seconds } from './setting.ts'

/** The settings of mails and of the links in them: a part of CommerceConfig. */
export const mailSettings = {
  /** The SMTP server, as smtp://user:password@host:587 or smtps://…; without it no mail is sent, and routes that mail respond MAIL_NOT_CONFIGURED. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** The address of the shop's pages, which mailed links begin with; required with SMTP_URL. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The sender of mails. */
  MAIL_FROM: z
    .string()
    .max(254)
    .regex(/^[^\r\n]+$/, 'must be one line')
    .default('MUNOVA <no-reply@munova.example>'),
  /** The timeout of connecting and of each silence of the SMTP server; a mail takes twice as long at most. */
  SMTP_TIMEOUT_MS: milliseconds(10_000),
  /** The interval at which mails that are due are sent. */
  MAIL_POLL_MS: milliseconds(1_000),
  /** Mails sent in one run. */
  MAIL_BATCH: count(20),
  /** Concurrent connections to the SMTP server. */
  MAIL_CONNECTIONS: count(4),
  /** The pause before a mail is tried again, doubled each time; servers that reject for now want minutes. */
  MAIL_RETRY_MS: milliseconds(5_000),
  /** The longest such pause. */
  MAIL_RETRY_MAX_MS: milliseconds(10 * 60_000),
  /** Final rejections (5xx) of a mail until it is parked; a server that is away, or rejects for now, does not count. */
  MAIL_REJECTIONS: count(3),
  /** A mail that could not be sent for this long is deleted, and so is a parked one. */
  MAIL_RETENTION_MS: milliseconds(3 * 24 * 60 * 60_000),
  /** The interval at which expired tokens of mails, and mails that were parked long ago, are deleted. */
  MAIL_SWEEP_MS: milliseconds(60_000),
  /** Tokens, and mails, deleted in one run. */
  MAIL_SWEEP_BATCH: count(1_000),
  /** The window of the two limits below. */
  MAIL_WINDOW_MS: milliseconds(60 * 60_000),
  /** Mails per window to one address, whoever asks for them. */
  MAILS_PER_RECIPIENT: count(5),
  /** Mails per window that one member or client address asks for. */
  MAILS_PER_SENDER: count(20),
  /** How long the link to reset a password is valid. */
  PASSWORD_RESET_SECONDS: seconds(60 * 60),
  /** How long the links to verify or change an e-mail address are valid. */
  EMAIL_VERIFICATION_SECONDS: seconds(24 * 60 * 60),
}
