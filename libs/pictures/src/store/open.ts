import { resolve } from 'node:path'
import { DiskStore } from './disk-store.ts'
import { S3Store } from './s3-store.ts'
import type { PictureStore } from './store.ts'

/**
 * Opens the store that a setting names: a folder, or a bucket as `https://KEY:SECRET@host/bucket/prefix?region=…`. Throws
 * an Error that says what is missing.
 */
export function openPictureStore(place: string): PictureStore {
  if (!/^https?:\/\//.test(place)) return new DiskStore(resolve(place))
  const url = new URL(place)
  const [bucket = '', ...prefix] = url.pathname.split('/').filter((part) => part !== '')
  if (!bucket || !url.username || !url.password) {
    throw new Error('a picture store at a URL needs KEY:SECRET@ and the name of a bucket')
  }
  return new S3Store({
    endpoint: url.origin,
    region: url.searchParams.get('region') ?? 'us-east-1',
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    bucket,
    prefix: prefix.map((part) => `${part}/`).join(''),
  })
}
