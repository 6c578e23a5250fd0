// What rsocket-core takes for granted, since it was written for Node. The slash asks for the package.
export { Buffer } from 'buffer/index.js'
