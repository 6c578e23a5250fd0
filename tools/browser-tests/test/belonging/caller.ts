import assert from 'node:assert/strict'

type Answer = Record<string, unknown>

/** Sends requests of the API by somebody who signs in for the first one; each has to succeed. */
export function caller(url: string) {
  const tokens = new Map<string, string>()
  const send = async (request: string, body?: object, token?: string): Promise<Answer> => {
    const [method, path] = request.split(' ')
    const response = await fetch(`${url}${path}`, {
      method: method!,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${request} is answered with ${text}`)
    return text ? (JSON.parse(text) as Answer) : {}
  }
  return async (who: { email: string; password: string }, request: string, body?: object) => {
    const token = tokens.get(who.email) ?? String((await send('POST /v1/auth/sign-in', who))['accessToken'])
    tokens.set(who.email, token)
    return send(request, body, token)
  }
}
