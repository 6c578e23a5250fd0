import { fieldTextTests } from '@munova/testing'
import { hasNoStrayControl, hidesNothing } from '@munova/text-contract'
import * as contract from '../src/index.ts'

const { Courier, ofCourier } = contract

fieldTextTests(contract, contract.commerceFieldTexts, [
  [hidesNothing, ['a\u200b', 'a\nb', '\u202ea', '\u0007']],
  [hasNoStrayControl, ['\u0007', '\r']],
  [ofCourier, Courier.options.map((courier) => ({ courier, trackingNumber: '1' }))],
])
