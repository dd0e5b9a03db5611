import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeTenantApi } from '@mt/polls/describe'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

/** Writes the types of the tenant API, from the document that the service would serve. */
const folder = join(import.meta.dirname, '../generated')
const document = JSON.stringify(describeTenantApi())
await mkdir(folder, { recursive: true })
await writeFile(
  join(folder, 'polls-api.d.ts'),
  astToString(await openapiTS(JSON.parse(document) as OpenAPI3, { alphabetize: true })),
)
