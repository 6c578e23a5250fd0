/**
 * Options of an operation whose body is a file: it is sent as it is. The types of such operations know a text only, hence the
 * assertion.
 */
export const fileBody = (file: Blob | Uint8Array<ArrayBuffer>, mediaType: string) => ({
  headers: { 'content-type': mediaType },
  body: file as never,
  bodySerializer: () => file,
})
