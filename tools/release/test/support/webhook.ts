import type { Cleanup } from '@munova/testing'
import { openWebhook, type Webhook } from '../../src/local/webhook.ts'

/** A webhook for one test. */
export async function testWebhook(t: Cleanup, answers?: Parameters<typeof openWebhook>[0]): Promise<Webhook> {
  const webhook = await openWebhook(answers)
  t.after(() => webhook.close())
  return webhook
}
