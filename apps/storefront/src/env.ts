import { defineEnvVars } from '@sveltejs/kit/env'

/* What the pages read from the environment; src/server/config.ts describes and checks it when the server starts. */

export const variables = defineEnvVars({
  COMMERCE_API_URL: { schema: (value) => value || 'http://127.0.0.1:4000' },
  CHAT_SERVER_URL: { schema: (value) => value || 'http://127.0.0.1:4100' },
  TOSS_CLIENT_KEY: { schema: (value) => value || '' },
  TOSS_SDK_URL: { schema: (value) => value || '' },
  PAYMENT_WINDOW_URL: { schema: (value) => value || 'http://127.0.0.1:4200/window' },
  BODY_SIZE_LIMIT: { schema: (value) => Number(value || 1_048_576) },
  POLICIES_FOLDER: { schema: (value) => value || '' },
})
