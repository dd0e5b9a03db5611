import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { type Description, describedAt, openApiView, operationOf } from '../description.ts'
import { routes, titleOf } from '../routes.ts'
import { problemView, read } from '../views.ts'

/**
 * What the API says of itself, held against everything that it answered in this run: this topic comes
 * last. Problems of the edge, which has no part in the tenant's API, count for themselves.
 */
export function describeDocuments(it: ConformanceTest): void {
  describe('GET /openapi.json', () => {
    it('describes the routes that this suite knows, and no others', async ({ home }) => {
      const described = describedAt(await description(home))
        .map(titleOf)
        .toSorted()
      expect(described).toEqual(routes.map(titleOf).toSorted())
    })

    it('names every status that was answered', async ({ home, target }) => {
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

    it('names no refusal that was never seen', async ({ home, target }) => {
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

  describe('whatever was asked', () => {
    it('was never answered with a fault of the server’s', async ({ target }) => {
      const faults = target.exchanges.filter(({ answer }) => answer.status >= 500)
      expect(faults.map(({ method, path, answer }) => [method, path, answer.status])).toEqual([])
    })

    it('was refused with a problem document', async ({ target }) => {
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
