import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

/**
 * Writes the types of an API from its OpenAPI document. A `.ts` file also gets the values of its
 * enumerations, so that pages can offer them.
 */
export async function writeTypes(document: object, file: string): Promise<void> {
  const plain = JSON.parse(JSON.stringify(document)) as OpenAPI3
  const options = {
    alphabetize: true,
    enumValues: !file.endsWith('.d.ts'),
    // A field with a default may be omitted.
    defaultNonNullable: false,
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, astToString(await openapiTS(plain, options)))
}
