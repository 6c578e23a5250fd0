import {
  encodeBearerAuthMetadata,
  encodeCompositeMetadata,
  encodeRoute,
  WellKnownMimeType,
} from 'rsocket-composite-metadata'

export const composite = 'message/x.rsocket.composite-metadata.v0'
export const routing = 'message/x.rsocket.routing.v0'

export function tokenMetadata(token: string): Buffer {
  return encodeCompositeMetadata([
    [WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION, encodeBearerAuthMetadata(token)],
  ])
}

export function routeMetadata(route: string): Buffer {
  return encodeCompositeMetadata([[WellKnownMimeType.MESSAGE_RSOCKET_ROUTING, encodeRoute(route)]])
}
