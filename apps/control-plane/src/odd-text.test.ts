import { inUrl, oddText } from '@mt/shared/testing/odd-text'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeControlPlane } from './http/describe.ts'
import { startTestNetwork, type TestNetwork } from './testing/test-network.ts'

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: unknown
}

const { paths = {}, components } = describeControlPlane() as unknown as {
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, { properties?: object }> }
}

/** Every route of the API's document, and the names of its parameters. */
const routes = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
    ...{ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path },
    queries: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    takesBody: requestBody !== undefined,
  })),
)

/** Every field that any body of this API has. */
const fields = Object.values(components?.schemas ?? {}).flatMap(({ properties = {} }) =>
  Object.keys(properties),
)

let network: TestNetwork
const lines: string[] = []
beforeAll(async () => {
  network = await startTestNetwork({ log: (line) => void lines.push(line) })
})
afterAll(() => network.close())

const pathOf = (path: string, text: string) => path.replace(/\{[^}]+\}/g, () => text)
/** The fake data plane does not answer the calls of runs over the fleet. */
const failures = () =>
  lines.filter(
    (line) => line.includes('request failed') && !line.includes('the data plane answered'),
  )

describe.each(routes)('$name, with text that PostgreSQL cannot store', (route) => {
  const { method, path, queries, takesBody } = route
  const known = pathOf(path, crypto.randomUUID())

  async function call(at: string, body?: unknown, headers?: Record<string, string>) {
    const options = { ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) }
    return (await network.call(method, at, options)).status
  }

  const property = (work: (text: string) => Promise<void>) =>
    fc.assert(fc.asyncProperty(oddText, work), { numRuns: 5 })

  if (path.includes('{'))
    it('finds nothing by that text', async () => {
      await property(async (text) => {
        expect(await call(pathOf(path, inUrl(text)))).toBe(404)
      })
    })

  it('refuses it in the query', async () => {
    await property(async (text) => {
      for (const query of [...queries, 'none']) {
        expect(await call(`${known}?${query}=${inUrl(text)}`)).toBe(422)
      }
    })
  })

  if (takesBody)
    it('refuses it in every field of a body, and as the whole body', async () => {
      await property(async (text) => {
        const field = fields[text.length % fields.length] ?? ''
        for (const body of [{ [field]: text }, { [field]: { [field]: [text] } }, [text]]) {
          expect(await call(known, JSON.stringify(body))).toBe(422)
        }
      })
    })

  if (method !== 'GET')
    it('accepts any Idempotency-Key that a header can hold', async () => {
      const key = fc
        .string({ unit: 'binary', minLength: 1, maxLength: 300 })
        .map((text) =>
          [...text].map((each) => String.fromCharCode(0x21 + (each.charCodeAt(0) % 0xde))).join(''),
        )
      await fc.assert(
        fc.asyncProperty(key, async (text) => {
          const sent = { 'idempotency-key': text.replaceAll('\x7f', '') || 'x' }
          expect(await call(known, takesBody ? '{}' : undefined, sent)).not.toBe(500)
        }),
        { numRuns: 5 },
      )
    })
})

describe('the control plane', () => {
  it('has logged no internal error meanwhile', () => {
    expect(failures()).toEqual([])
  })
})
