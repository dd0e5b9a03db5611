import { nextOf, orSignIn } from '@mt/web/frame/after-sign-in.ts'
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
import { NotFound } from './not-found.tsx'

interface RouterContext {
  queryClient: QueryClient
}

export const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
  loader: async ({ context }) => applyColour(await context.queryClient.ensureQueryData(siteQuery)),
})

/** Pages for signed-in users. Others sign in first, and come back. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./signed-in.tsx'), 'SignedIn'),
  beforeLoad: ({ context, location }) =>
    orSignIn(context.queryClient.ensureQueryData(meQuery), () =>
      redirect({ to: '/app/sign-in', search: { next: location.href } }),
    ),
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

/** The pages before sign-in. */
export const siteRoutes = [landing, signIn, signUp, newPassword] as const
