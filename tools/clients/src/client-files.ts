import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import type { Cleanup } from '@munova/testing'
import { readDocuments } from './documents.ts'

/** A file with the types of all operations of one server. */
export interface ClientFile {
  file: URL
  text: string
}

const library = (path: string) => new URL(`../../../libs/${path}`, import.meta.url)

/** The files of both clients as they must be for the servers of this workspace. */
export async function clientFiles(t: Cleanup): Promise<ClientFile[]> {
  const { commerce, chat } = await readDocuments(t)
  return Promise.all([
    render(library('commerce-client/src/generated/operations.ts'), commerce),
    render(library('chat-client/src/generated/operations.ts'), chat),
  ])
}

async function render(file: URL, document: OpenAPI3): Promise<ClientFile> {
  const types = await openapiTS(withoutProblems(document), { alphabetize: true })
  return {
    file,
    text: `/* Made by \`npm run clients\`; a test compares it with the servers. */\n\n${astToString(types)}`,
  }
}

/**
 * Answers of 4xx and 5xx are the same for every operation: clients read them as a problem. Descriptions are in the document, and
 * examples change with the time.
 */
function withoutProblems(document: OpenAPI3): OpenAPI3 {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      /^([45]\d\d|examples?)$/.test(key) || (key === 'description' && typeof value === 'string')
        ? undefined
        : value,
    ),
  ) as OpenAPI3
}
