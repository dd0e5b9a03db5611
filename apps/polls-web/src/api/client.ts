import { fetchWithKeys } from '@mt/web/api/fetch-with-keys.ts'
import createClient from 'openapi-fetch'
import type { components, paths } from '../../generated/polls-api'

/** The tenant's API, on this host. Who asks stands in the session's cookie, which no script sees. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: fetchWithKeys(),
})

export type Schemas = components['schemas']
