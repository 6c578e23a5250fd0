import { passwordRule } from './password-rule.ts'
import type { Widened } from './widened.ts'

/** Words of signing in and up, and of the pages that mails lead to. */
export const account = {
  signIn: {
    title: '로그인',
    email: '이메일',
    password: '비밀번호',
    submit: '로그인',
    noAccount: '아직 회원이 아니신가요?',
    signUp: '회원가입',
    forgot: '비밀번호를 잊으셨나요?',
  },
  signUp: {
    title: '회원가입',
    email: '이메일',
    password: '비밀번호',
    passwordHint: passwordRule,
    name: '이름',
    nameHint: '다른 회원에게 보이는 이름입니다.',
    consents: '약관 동의',
    terms: '이용약관에 동의합니다 (필수)',
    privacy: '개인정보 수집·이용에 동의합니다 (필수)',
    age: '만 14세 이상입니다 (필수)',
    readTerms: '이용약관 보기',
    readPrivacy: '개인정보 처리방침 보기',
    consentNeeded: '필수 항목에 모두 동의하셔야 가입할 수 있습니다.',
    submit: '가입하기',
    haveAccount: '이미 회원이신가요?',
    signIn: '로그인',
  },
  code: {
    paste: '링크가 열리지 않나요?',
    label: '메일의 링크',
    hint: '메일에 있는 링크를 그대로 붙여 넣어 주세요.',
    missing: '메일에 있는 링크를 붙여 넣어 주세요.',
    checking: '확인하고 있습니다…',
  },
  verify: {
    title: '이메일 확인',
    welcome: (name: string) => `${name} 님, 가입해 주셔서 고맙습니다.`,
    sent: (email: string) => `${email}(으)로 확인 메일을 보냈습니다. 메일의 링크를 열어 주세요.`,
    open: (email: string) => `${email} 주소는 아직 확인되지 않았습니다.`,
    why: '확인된 이메일로는 비밀번호를 다시 정할 수 있고, 일부 선착순 쿠폰을 받을 수 있습니다.',
    submit: '이메일 확인하기',
    done: '이메일 주소가 확인되었습니다.',
    again: '확인 메일 다시 보내기',
    sentAgain: '확인 메일을 다시 보냈습니다.',
    notIn: '확인 메일을 다시 받으시려면 로그인해 주세요.',
    signIn: '로그인',
    shop: '쇼핑 계속하기',
  },
  reset: {
    title: '비밀번호 재설정',
    lead: '가입하신 이메일 주소로 비밀번호를 다시 정하는 링크를 보내 드립니다.',
    email: '이메일',
    ask: '메일 받기',
    asked: (email: string) =>
      `${email}(으)로 가입하셨다면 곧 메일이 도착합니다. 메일의 링크를 열어 새 비밀번호를 정해 주세요.`,
    haveMail: '이미 메일을 받으셨나요?',
    newPassword: '새 비밀번호',
    hint: `${passwordRule} 모든 기기에서 로그아웃됩니다.`,
    submit: '비밀번호 바꾸기',
    done: '비밀번호를 바꾸었습니다. 새 비밀번호로 로그인해 주세요.',
    signIn: '로그인',
    askAgain: '메일 다시 받기',
  },
  change: {
    title: '새 이메일 확인',
    submit: '이메일 바꾸기',
    done: '이메일 주소를 바꾸었습니다. 이제 새 주소로 로그인해 주세요.',
    account: '내 정보로',
  },
}

export type AccountText = Widened<typeof account>
