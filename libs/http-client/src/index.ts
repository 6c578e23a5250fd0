export { type ClientOptions, type HttpClient, httpClient } from './client.ts'
export { ApiProblem, type Outcome, outcomeOf } from './outcome.ts'
