import type * as Sdk from '@aws-sdk/client-s3'
import { pictureWidths } from '../picture.ts'
import { pathOf, PictureStoreAway, type PictureStore } from './store.ts'

/** Where a bucket is, and who may use it. */
export interface Bucket {
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  bucket: string
  /** What the names of all objects begin with; empty, or ending with a slash. */
  prefix: string
}

interface Opened {
  sdk: typeof Sdk
  client: Sdk.S3Client
}

const CONNECT_MS = 3_000
/** Of one attempt; the largest file has a few hundred KB. */
const REQUEST_MS = 10_000
const ATTEMPTS = 3

/** Pictures in a bucket of Amazon S3, or of what speaks its protocol. */
export class S3Store implements PictureStore {
  readonly #bucket: Bucket
  #opened: Promise<Opened> | undefined

  constructor(bucket: Bucket) {
    this.#bucket = bucket
  }

  async put(id: string, sizes: Parameters<PictureStore['put']>[1]): Promise<void> {
    await this.#run(async ({ sdk, client }) => {
      const puts = [...sizes].map(([width, bytes]) =>
        client.send(
          new sdk.PutObjectCommand({
            ...this.#object(pathOf(id, width)),
            Body: bytes,
            ContentType: 'image/webp',
          }),
        ),
      )
      await Promise.all(puts)
    })
  }

  get(id: string, width: Parameters<PictureStore['get']>[1]): Promise<Buffer | undefined> {
    return this.#run(async ({ sdk, client }) => {
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(this.#object(pathOf(id, width))))
        return Body && Buffer.from(await Body.transformToByteArray())
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    })
  }

  async delete(id: string): Promise<void> {
    await this.#run(async ({ sdk, client }) => {
      const deletes = pictureWidths.map((width) =>
        client.send(new sdk.DeleteObjectCommand(this.#object(pathOf(id, width)))),
      )
      await Promise.all(deletes)
    })
  }

  close(): void {
    void this.#opened?.then(({ client }) => client.destroy())
  }

  #object(path: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket.bucket, Key: `${this.#bucket.prefix}${path}` }
  }

  async #run<Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> {
    const opened = await (this.#opened ??= openClient(this.#bucket))
    return work(opened).catch((cause: unknown) => {
      throw new PictureStoreAway('the bucket of pictures does not respond as it should', { cause })
    })
  }
}

/** Loads the client, which takes its time and memory, when it is needed. */
async function openClient({ endpoint, region, accessKeyId, secretAccessKey }: Bucket): Promise<Opened> {
  const sdk = await import('@aws-sdk/client-s3')
  const client = new sdk.S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    // The name of the bucket is part of the path, which every server understands.
    forcePathStyle: true,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
    // Servers other than Amazon's often lack the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { sdk, client }
}
