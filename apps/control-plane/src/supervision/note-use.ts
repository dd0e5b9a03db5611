import type { BookedTenant } from './read-books.ts'

type Used = Pick<BookedTenant, 'tenantId' | 'requests'>

/** Tells of tenants that have had requests since the books were read before. */
export function createUse(used: (tenantId: string) => void) {
  let before = new Map<string, number>()
  return function noteUse(books: readonly Used[]): void {
    for (const { tenantId, requests } of books) {
      if (requests > (before.get(tenantId) ?? requests)) used(tenantId)
    }
    before = new Map(books.map(({ tenantId, requests }) => [tenantId, requests]))
  }
}
