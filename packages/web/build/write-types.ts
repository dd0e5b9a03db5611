import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

/**
 * Writes the types of an API from its OpenAPI document. Into a `.ts` file the values of its enumerations
 * are written too, so that pages offer what the API takes.
 */
export async function writeTypes(document: object, file: string): Promise<void> {
  const plain = JSON.parse(JSON.stringify(document)) as OpenAPI3
  const options = {
    alphabetize: true,
    enumValues: !file.endsWith('.d.ts'),
    // What has a default need not be sent.
    defaultNonNullable: false,
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, astToString(await openapiTS(plain, options)))
}
