import type { Widened } from './widened.ts'

/** Words of signing in and of the account. */
export const account = {
  signIn: {
    title: '로그인',
    email: '이메일',
    password: '비밀번호',
    submit: '로그인',
  },
}

export type AccountText = Widened<typeof account>
