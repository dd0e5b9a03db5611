import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { type Description, describedAt, openApiView, operationOf } from '../description.ts'
import { routes, titleOf } from '../routes.ts'
import { problemView, read } from '../views.ts'

/**
 * Compares the API's document with all answers of this run, so this topic comes last. Problems of the edge,
 * which is not part of the tenant's API, are counted separately.
 */
export function describeDocuments(it: ConformanceTest): void {
  describe('GET /openapi.json', () => {
    it('describes exactly the routes that this suite knows', async ({ home }) => {
      const described = describedAt(await description(home))
        .map(titleOf)
        .toSorted()
      expect(described).toEqual(routes.map(titleOf).toSorted())
    })

    it('lists every status that was answered', async ({ home, target }) => {
      const document = await description(home)
      const missing = target.exchanges.flatMap(({ host, method, path, answer }) => {
        const operation = operationOf(document, method, path)
        if (host === home.baseDomain) return []
        if (!operation || isOfEdge(answer.body) || String(answer.status) in operation.responses)
          return []
        return [`${titleOf(operation)}: ${answer.status}`]
      })
      expect([...new Set(missing)].toSorted()).toEqual([])
    })

    it('lists no refusal that never occurred', async ({ home, target }) => {
      const document = await description(home)
      const seen = new Set(
        target.exchanges.map(({ method, path, answer }) => {
          const operation = operationOf(document, method, path)
          return operation && `${titleOf(operation)}: ${answer.status}`
        }),
      )
      const named = describedAt(document).flatMap((operation) =>
        Object.keys(operation.responses).map((status) => `${titleOf(operation)}: ${status}`),
      )
      expect(named.filter((each) => !seen.has(each) && !/: (429|503)$/.test(each))).toEqual([])
    })
  })

  describe('every request', () => {
    it('was answered without a server error', async ({ target }) => {
      const faults = target.exchanges.filter(({ answer }) => answer.status >= 500)
      expect(faults.map(({ method, path, answer }) => [method, path, answer.status])).toEqual([])
    })

    it('that was refused got a problem document', async ({ target }) => {
      const refusals = target.exchanges.filter(({ answer }) => answer.status >= 400)
      for (const { answer } of refusals) {
        expect(answer.headers['content-type']).toBe('application/problem+json')
        const { status, code, type } = read(answer, answer.status, problemView)
        expect({ status, type }).toEqual({ status: answer.status, type: `urn:problem:${code}` })
      }
    })
  })
}

const edgeCodes = [
  ...['unknown_host', 'tenant_suspended', 'tenant_archived', 'tenant_not_ready'],
  ...['rate_limited', 'too_many_in_flight', 'method_not_allowed'],
]

function isOfEdge(body: unknown): boolean {
  const problem = problemView.safeParse(body)
  return problem.success && edgeCodes.includes(problem.data.code)
}

async function description(tenant: {
  get(path: string): Promise<Parameters<typeof read>[0]>
}): Promise<Description> {
  return read(await tenant.get('/openapi.json'), 200, openApiView)
}
