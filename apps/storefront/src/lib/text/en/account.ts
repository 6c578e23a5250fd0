import type { AccountText } from '../ko/account.ts'

export const account: AccountText = {
  signIn: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
  },
}
