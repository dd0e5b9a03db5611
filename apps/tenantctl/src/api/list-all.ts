import type { Page, PagedRoute, RowOf } from './answers.ts'
import type { Client, Request } from './client.ts'

/** The control plane's largest page. */
const pageSize = 200

/** Reads up to `limit` rows of a list, page by page; `next` is the cursor if there are more. */
export async function listUpTo<R extends PagedRoute>(
  client: Client,
  route: R,
  { limit, query = {}, path = {} }: { limit: number } & Pick<Request, 'query' | 'path'>,
): Promise<{ results: RowOf<R>[]; next: string | null }> {
  const results: RowOf<R>[] = []
  let cursor: string | undefined
  do {
    const filter = { ...query, ...(cursor ? { cursor } : {}) }
    const size = Math.min(limit - results.length, pageSize)
    const page = (await client.call<PagedRoute>(route, {
      path,
      query: { ...filter, limit: size },
    })) as Page<RowOf<R>>
    results.push(...page.results)
    cursor = page.next ?? undefined
  } while (cursor && results.length < limit)
  return { results, next: cursor ?? null }
}

/** Finds the id of a tenant by its id or slug. */
export async function tenantIdOf(client: Client, idOrSlug: string): Promise<string> {
  return (await client.call('GET /v1/tenants/{id}', { path: { id: idOrSlug } })).id
}
