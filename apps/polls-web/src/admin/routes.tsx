import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { ListView } from '../api/admin-queries.ts'
import { signedIn } from '../site/routes.tsx'

const admin = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin-frame.tsx'), 'AdminFrame'),
})

const index = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/users', replace: true })
  },
})

const users = createRoute({
  getParentRoute: () => admin,
  path: 'users',
  validateSearch: listViewOf,
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
})

const polls = createRoute({
  getParentRoute: () => admin,
  path: 'polls',
  validateSearch: listViewOf,
  component: lazyRouteComponent(() => import('./polls-page.tsx'), 'AdminPollsPage'),
})

const choices = createRoute({
  getParentRoute: () => admin,
  path: 'choices',
  validateSearch: listViewOf,
  component: lazyRouteComponent(() => import('./choices-page.tsx'), 'ChoicesPage'),
})

const votes = createRoute({
  getParentRoute: () => admin,
  path: 'votes',
  validateSearch: listViewOf,
  component: lazyRouteComponent(() => import('./votes-page.tsx'), 'VotesPage'),
})

const settings = createRoute({
  getParentRoute: () => admin,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
})

const log = createRoute({
  getParentRoute: () => admin,
  path: 'log',
  validateSearch: listViewOf,
  component: lazyRouteComponent(() => import('./log-page.tsx'), 'LogPage'),
})

/** The admin pages. The API decides who may see their data. */
export const adminRoutes = admin.addChildren([index, users, polls, choices, votes, settings, log])

/** The view of a list is in the URL, so that it can be bookmarked and shared. */
function listViewOf(search: Record<string, unknown>): ListView {
  const { q, sort, poll } = search
  return {
    ...(typeof q === 'string' && q && { q }),
    ...(typeof sort === 'string' && sort && { sort }),
    ...(typeof poll === 'string' && poll && { poll }),
  }
}
