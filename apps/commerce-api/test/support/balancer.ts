import { freePort, testHaproxy, type Cleanup } from '@munova/testing'

/** HAProxy in front of processes of commerce-api, which checks them as deploy/haproxy.cfg does, in less time. */
export async function openBalancer(t: Cleanup, ports: readonly number[]): Promise<string> {
  const port = await freePort()
  const servers = ports.map(
    (each) => `  server api-${each} 127.0.0.1:${each} check inter 200ms fall 2 rise 1`,
  )
  const configuration = `
defaults
  mode http
  timeout connect 3s
  timeout client 60s
  timeout server 60s
  timeout check 1s
frontend shop
  bind 127.0.0.1:${port}
  default_backend commerce-api
backend commerce-api
  option httpchk
  http-check send meth GET uri /readyz
  http-check disable-on-404
  default-server on-marked-down shutdown-sessions
${servers.join('\n')}
`
  await testHaproxy(t, configuration, port)
  return `http://127.0.0.1:${port}`
}
