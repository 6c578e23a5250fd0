/** `58,900원`, in English `₩58,900`. */
export function won(amount: number, language: 'ko' | 'en'): string {
  const number = Math.abs(amount).toLocaleString('en-US')
  const sign = amount < 0 ? '-' : ''
  return language === 'ko' ? `${sign}${number}원` : `${sign}₩${number}`
}
