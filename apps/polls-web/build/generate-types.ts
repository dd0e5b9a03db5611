import { join } from 'node:path'
import { describeTenantApi } from '@mt/polls/describe'
import { writeTypes } from '@mt/web/build/write-types.ts'

/** Writes the types of the tenant API, from the document that the service would serve. */
await writeTypes(describeTenantApi(), join(import.meta.dirname, '../generated/polls-api.d.ts'))
