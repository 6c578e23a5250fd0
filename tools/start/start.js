// Plain JavaScript, so that a Node.js which cannot read the rest says what is wrong instead of a syntax error.
// 24.7 is the first with Argon2 in node:crypto; TypeScript runs as it is since 22.18.
const NEEDED = [24, 7]

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(`MUNOVA needs Node.js ${NEEDED.join('.')} or newer, this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  await import('./src/main.ts')
}
