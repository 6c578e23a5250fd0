export { type ClientOptions, type HttpClient, httpClient } from './client.ts'
export { fileBody } from './file-body.ts'
export { ApiProblem, type Outcome, outcomeOf } from './outcome.ts'
