export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres.ts'
export { startRabbit, type RabbitOptions, type RabbitServer } from './rabbit.ts'
export { findRabbit, installRabbit, type RabbitBinary } from './install.ts'
export { claim, Claimed } from './claim.ts'
