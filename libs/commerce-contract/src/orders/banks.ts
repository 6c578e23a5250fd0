/** A bank that accounts of deposits and refunds are at, by its code at the gateway. */
export interface Bank {
  code: string
  ko: string
  en: string
}

/**
 * The two digits that Toss Payments uses for banks (docs.tosspayments.com, the table of bank codes), without brokers, whose codes have
 * letters. They are those of the clearing institute without the leading zero, except 06, which is Kookmin Bank. iM Bank was Daegu Bank.
 */
export const banks: readonly Bank[] = [
  { code: '06', ko: 'KB국민은행', en: 'KB Kookmin Bank' },
  { code: '88', ko: '신한은행', en: 'Shinhan Bank' },
  { code: '20', ko: '우리은행', en: 'Woori Bank' },
  { code: '81', ko: '하나은행', en: 'Hana Bank' },
  { code: '11', ko: 'NH농협은행', en: 'NH NongHyup Bank' },
  { code: '03', ko: 'IBK기업은행', en: 'Industrial Bank of Korea' },
  { code: '90', ko: '카카오뱅크', en: 'KakaoBank' },
  { code: '92', ko: '토스뱅크', en: 'Toss Bank' },
  { code: '89', ko: '케이뱅크', en: 'K bank' },
  { code: '23', ko: 'SC제일은행', en: 'SC First Bank' },
  { code: '27', ko: '씨티은행', en: 'Citibank Korea' },
  { code: '02', ko: 'KDB산업은행', en: 'Korea Development Bank' },
  { code: '07', ko: 'Sh수협은행', en: 'Suhyup Bank' },
  { code: '31', ko: 'iM뱅크(대구)', en: 'iM Bank (Daegu)' },
  { code: '32', ko: '부산은행', en: 'Busan Bank' },
  { code: '39', ko: '경남은행', en: 'Kyongnam Bank' },
  { code: '34', ko: '광주은행', en: 'Kwangju Bank' },
  { code: '37', ko: '전북은행', en: 'Jeonbuk Bank' },
  { code: '35', ko: '제주은행', en: 'Jeju Bank' },
  { code: '71', ko: '우체국', en: 'Korea Post' },
  { code: '45', ko: '새마을금고', en: 'KFCC (Saemaul)' },
  { code: '48', ko: '신협', en: 'Credit unions (Shinhyup)' },
  { code: '12', ko: '지역농축협', en: 'Local NongHyup' },
  { code: '50', ko: '저축은행', en: 'Savings banks' },
  { code: '64', ko: '산림조합', en: 'Forestry cooperatives' },
  { code: '54', ko: 'HSBC은행', en: 'HSBC' },
]
