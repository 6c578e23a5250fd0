/*
 * Loaded into every app before it starts: when the process that started it is gone, even by kill -9, the app stops as
 * if it had been told to. Nothing stays behind that holds its port.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The leash alone keeps no process alive.
process.channel?.unref()
