import type { MailKind } from './queue.ts'

export interface MailText {
  subject: string
  text: string
}

type Kind = Exclude<MailKind, 'RESTOCK_HELD'>

const texts: Record<Kind, { subject: string; before: string; after?: string; path?: string }> = {
  RESET_PASSWORD: {
    subject: '비밀번호 재설정',
    before: '아래 링크에서 새 비밀번호를 정해 주세요. 링크는 한 번만 쓸 수 있습니다.',
    after: '요청하지 않으셨다면 이 메일을 무시하세요. 비밀번호는 바뀌지 않습니다.',
    path: 'reset-password',
  },
  VERIFY_EMAIL: {
    subject: '이메일 주소 확인',
    before: '아래 링크를 열어 이메일 주소를 확인해 주세요.',
    after: 'MUNOVA에 가입하지 않으셨다면 이 메일을 무시하세요.',
    path: 'verify-email',
  },
  CHANGE_EMAIL: {
    subject: '새 이메일 주소 확인',
    before: '아래 링크를 열면 이 주소가 회원님의 새 이메일 주소가 됩니다.',
    after: '요청하지 않으셨다면 이 메일을 무시하세요.',
    path: 'change-email',
  },
  EMAIL_CHANGED: {
    subject: '이메일 주소가 변경되었습니다',
    before:
      '회원님의 이메일 주소가 다른 주소로 변경되었습니다. 직접 변경하지 않으셨다면 고객센터에 알려 주세요.',
  },
}

/**
 * What a mail says, in the language of the shop, with plain text only. The link is made of PUBLIC_URL and nothing of a
 * request; its token is in the fragment, which browsers send to no server and in no Referer.
 */
export function textOf(
  kind: Kind,
  { name, token, publicUrl }: { name: string; token: string | undefined; publicUrl: string },
): MailText {
  const { subject, before, after, path } = texts[kind]
  const hash = token === undefined ? undefined : `token=${token}`
  const link = path !== undefined && hash !== undefined ? linkTo(publicUrl, path, hash) : undefined
  return mailText(subject, [`${name} 님, 안녕하세요.`, before, link, after, 'MUNOVA'])
}

/** The frame that all mails have. */
export function mailText(subject: string, paragraphs: readonly (string | undefined)[]): MailText {
  return {
    subject: `[MUNOVA] ${subject}`,
    text: `${paragraphs.filter((each) => each !== undefined).join('\n\n')}\n`,
  }
}

/** The address of a page of the shop. */
export function linkTo(publicUrl: string, path: string, hash = ''): string {
  const url = new URL(path, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`)
  url.hash = hash
  return url.href
}
