// node healthcheck.mjs PATH: ends with 0 if the app in this container answers PATH with success.
const response = await fetch(`http://127.0.0.1:${process.env.PORT}${process.argv[2]}`, {
  signal: AbortSignal.timeout(4_000),
})
await response.arrayBuffer()
process.exitCode = response.ok ? 0 : 1
