import { hasStatus } from '@mt/web/api/problem.ts'
import { Root } from '@mt/web/frame/root.tsx'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { meQuery, siteQuery } from '../api/queries.ts'
import { applyColour } from '../theme/tenant-colour.ts'
import { Landing } from './landing.tsx'
import { NotFound } from './page-failed.tsx'

interface RouterContext {
  queryClient: QueryClient
}

export const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
  loader: async ({ context }) => applyColour(await context.queryClient.ensureQueryData(siteQuery)),
})

/** Pages for who is signed in. Others sign in first, and come back. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./signed-in.tsx'), 'SignedIn'),
  async beforeLoad({ context, location }) {
    try {
      await context.queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (!hasStatus(error, 401)) throw error
      throw redirect({ to: '/app/sign-in', search: { next: location.href } })
    }
  },
})

const landing = createRoute({ getParentRoute: () => root, path: '/', component: Landing })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/app/sign-in',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignIn'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/app/sign-up',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./sign-up.tsx'), 'SignUp'),
})

const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/app/new-password',
  component: lazyRouteComponent(() => import('./new-password.tsx'), 'NewPassword'),
})

/** The pages before one is signed in. */
export const siteRoutes = [landing, signIn, signUp, newPassword] as const

/** Where to go on after signing in: only to a page of this host. */
function nextOf({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}
