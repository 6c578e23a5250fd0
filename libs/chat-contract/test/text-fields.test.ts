import { inputSchemas, textFieldTests } from '@munova/testing'
import * as contract from '../src/index.ts'

const { operations, ConnectFrame } = contract

textFieldTests(
  { ...inputSchemas(contract), ...operations, ConnectFrame },
  {
    multiLine: ['send.content.text', 'CannedReplyText.text'],
    anyCharacters: [],
    opaque: [
      'PageQuery.cursor',
      'InboxQuery.cursor',
      'GroupSearch.cursor',
      'inbox.after',
      'refresh.token',
      'ConnectFrame.token',
      'PictureLinkQuery.signature',
      'RequestFrame.op',
    ],
  },
)
