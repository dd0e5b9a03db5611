import { createControlPlaneApi } from '@mt/control-plane-api/client'

/** The control plane's API, on this host. Requests carry the session's cookie, which scripts cannot read. */
export const api = createControlPlaneApi({ url: window.location.origin })

export type { Schemas } from '@mt/control-plane-api/client'
export type { paths } from '@mt/control-plane-api/generated'
