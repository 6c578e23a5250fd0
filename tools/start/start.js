// Plain JavaScript, so that a Node.js without type stripping reports its version instead of a syntax error.
// Argon2 in node:crypto needs 24.7; type stripping needs 22.18.
const NEEDED = [24, 7]

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(`MUNOVA needs Node.js ${NEEDED.join('.')} or newer, this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  await import('./src/main.ts')
}
