import { fetchWithKeys } from '@mt/web/api/fetch-with-keys.ts'
import createClient from 'openapi-fetch'
import type { components, paths } from '../../generated/polls-api'

/** The tenant's API, on this host. The session is in a cookie that scripts cannot read. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: fetchWithKeys(),
})

export type Schemas = components['schemas']
