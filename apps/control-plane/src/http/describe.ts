import { type AppParts, createApp, documentHead } from './app.ts'

/**
 * Returns the OpenAPI document of this API, to build clients from. It starts nothing and connects to
 * nothing, because routes are described without the parts that answer them.
 */
export function describeControlPlane() {
  const console = { folder: '', origin: undefined }
  const config = { console, apiKeys: { registry: '' }, service: { hosts: [] } }
  const parts = { config, metrics: {} } as unknown as AppParts
  return createApp(parts).getOpenAPI31Document(documentHead)
}
