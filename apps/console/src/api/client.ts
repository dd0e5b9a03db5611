import createClient from 'openapi-fetch'
import type { components, paths } from '../../generated/control-plane-api.ts'

/** The control plane's API, on this host. Who asks stands in the session's cookie, which no script sees. */
export const api = createClient<paths>({ baseUrl: window.location.origin })

export type Schemas = components['schemas']
export type { paths }
