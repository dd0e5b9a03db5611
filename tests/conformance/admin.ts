import type { z } from 'zod'
import type { User } from './tenant.ts'
import {
  adminChoiceView,
  adminPollView,
  adminUserView,
  adminVoteView,
  logEntryView,
  pageOf,
  read,
} from './views.ts'

/** The lists of the admin API, with the schemas of their rows. */
export const adminLists = {
  users: adminUserView,
  polls: adminPollView,
  choices: adminChoiceView,
  votes: adminVoteView,
  log: logEntryView,
}

export type AdminList = keyof typeof adminLists
export type AdminRow<List extends AdminList> = z.infer<(typeof adminLists)[List]>

/** A page of one of the admin API's lists, and its cursor. */
export async function listPage<List extends AdminList>(admin: User, list: List, query = '') {
  const page = pageOf(adminLists[list])
  return read(await admin.get(`/admin/api/${list}${query}`), 200, page) as {
    results: AdminRow<List>[]
    next: string | null
  }
}

/** The first `all` rows of one of the lists, in two pages, of which the first has `first` rows. */
export async function listInTwo<List extends AdminList>(
  admin: User,
  list: List,
  { first, all, query = '' }: { first: number; all: number; query?: string },
) {
  const begin = await listPage(admin, list, `?limit=${first}&${query}`)
  if (begin.next === null) return begin.results
  const path = `?limit=${all - first}&${query}&cursor=${begin.next}`
  return [...begin.results, ...(await listPage(admin, list, path)).results]
}

/** Every row of one of the lists, page by page. */
export async function listAll<List extends AdminList>(admin: User, list: List) {
  const rows: AdminRow<List>[] = []
  let cursor = ''
  while (true) {
    const page = await listPage(admin, list, `?limit=100${cursor}`)
    rows.push(...page.results)
    if (page.next === null) return rows
    cursor = `&cursor=${page.next}`
  }
}
