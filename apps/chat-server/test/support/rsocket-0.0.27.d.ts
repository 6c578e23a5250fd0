/** As much of the old line's types as its tests use; it has none of its own. */
declare module 'rsocket-core-0.0.27' {
  interface OldPayload {
    data?: Buffer | null
    metadata?: Buffer | null
  }
  interface OldSubscriber {
    onSubscribe(subscription: { request(n: number): void; cancel(): void }): void
    onNext(payload: OldPayload): void
    onError(error: Error): void
    onComplete(): void
  }
  interface OldSocket {
    requestResponse(payload: OldPayload): {
      subscribe(subscriber: { onComplete(payload: OldPayload): void; onError(error: Error): void }): void
    }
    requestStream(payload: OldPayload): { subscribe(subscriber: OldSubscriber): void }
    fireAndForget(payload: OldPayload): void
    close(): void
  }
  class RSocketClient {
    constructor(options: { setup: object; transport: unknown; errorHandler?: (error: Error) => void })
    connect(): {
      subscribe(subscriber: { onComplete(socket: OldSocket): void; onError(error: Error): void }): void
    }
  }
  const BufferEncoders: unknown
}

declare module 'rsocket-tcp-client-0.0.27' {
  const module: {
    default: new (options: { host: string; port: number }, encoders: unknown) => object
  }
  export default module
}

declare module 'rsocket-websocket-client-0.0.27' {
  const module: {
    default: new (options: { url: string; wsCreator: (url: string) => unknown }, encoders: unknown) => object
  }
  export default module
}
