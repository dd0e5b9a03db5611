import { join } from 'node:path'
import { describeTenantApi } from '@mt/data-plane/describe'
import { polls } from '@mt/polls/service'
import { writeTypes } from '@mt/web/build/write-types.ts'

/** Writes the types of the tenant API, from the OpenAPI document of the service. */
await writeTypes(describeTenantApi(polls), join(import.meta.dirname, '../generated/polls-api.d.ts'))
