import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from '@munova/auth'
import { testTokens } from '@munova/testing'

test('a token signed by a test is accepted by a verifier with its key file, and by no other', async (t) => {
  const [ours, theirs] = [await testTokens(t), await testTokens(t)]
  const token = await ours.sign({ memberId: 7, role: 'SELLER', name: '판매자' })
  const { memberId, role, name } = await createVerifier({ jwks: ours.jwksFile }).verify(token)
  assert.deepEqual({ memberId, role, name }, { memberId: 7, role: 'SELLER', name: '판매자' })
  await assert.rejects(createVerifier({ jwks: theirs.jwksFile }).verify(token), { code: 'TOKEN_INVALID' })
})
