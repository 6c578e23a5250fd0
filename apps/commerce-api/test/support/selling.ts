import type { Business, Disclosure } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'

export const exampleBusiness: Business = {
  companyName: '걸음상점',
  representative: '한걸음',
  address: '서울특별시 중구 세종대로 110',
  phone: '02-123-4567',
  email: 'shop@munova.example',
  registrationNumber: '123-45-67891',
  mailOrderNumber: '2026-서울중구-0123',
}

export const exampleDisclosure: Disclosure = {
  material: '겉감: 니트(폴리에스터), 안감: 메시',
  heelHeightMm: null,
  manufacturer: '걸음제화',
  importer: null,
  countryOfOrigin: '대한민국',
  care: '물세탁하지 말고 마른 천으로 닦아 주세요.',
  warranty: '소비자분쟁해결기준에 따릅니다.',
  serviceContact: '걸음상점 고객센터',
  servicePhone: '1588-1234',
}

/** Sellers who may publish. */
export async function stateBusinesses(sql: Sql, sellerIds: number[]): Promise<void> {
  await sql`
    insert into seller_businesses (member_id, company_name, representative, address, phone, email, registration_number)
    select id, '사업자 ' || id, '대표', '서울특별시', '02-987-6543', 'seller@munova.example', '999-00-00017'
    from unnest(${sellerIds}::bigint[]) as id`
}
