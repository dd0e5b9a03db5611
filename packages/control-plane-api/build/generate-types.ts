import { join } from 'node:path'
import { describeControlPlane } from '@mt/control-plane/http/describe'
import { writeTypes } from '@mt/web/build/write-types.ts'

/**
 * Writes the types of the control plane's API, and the values of its enumerations, from its OpenAPI
 * document.
 */
await writeTypes(
  describeControlPlane(),
  join(import.meta.dirname, '../generated/control-plane-api.ts'),
)
