import { type AppParts, createApp, documentHead } from './app.ts'

/**
 * The OpenAPI document of this API, for who builds a client of it: nothing is started and nothing
 * connected to, because routes describe themselves without the parts that answer them.
 */
export function describeControlPlane() {
  const console = { folder: '', origin: undefined }
  const config = { console, apiKeys: { registry: '' }, service: { hosts: [] } }
  const parts = { config, metrics: {} } as unknown as AppParts
  return createApp(parts).getOpenAPI31Document(documentHead)
}
