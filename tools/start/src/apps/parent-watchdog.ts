/*
 * Preloaded into every app: when the parent process exits, even by SIGKILL, the app stops as after SIGTERM. Otherwise it
 * would stay behind and hold its port.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The IPC channel must not keep the process alive.
process.channel?.unref()
