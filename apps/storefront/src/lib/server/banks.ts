import { banks } from '@munova/commerce-contract'
import type { Language } from '#lib/text/language.ts'

export interface NamedBank {
  code: string
  name: string
}

export const banksIn = (language: Language): NamedBank[] =>
  banks.map((bank) => ({ code: bank.code, name: bank[language] }))

/** The code itself for a bank that is not known. */
export const bankName = (code: string, language: Language): string =>
  banks.find((bank) => bank.code === code)?.[language] ?? code
