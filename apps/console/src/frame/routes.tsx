import { nextOf, orSignIn } from '@mt/web/frame/after-sign-in.ts'
import { Root } from '@mt/web/frame/root.tsx'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import { NotFound } from './not-found.tsx'

interface RouterContext {
  queryClient: QueryClient
}

export const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
})

/** Pages for signed-in operators. Others sign in first and then return to the page. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./signed-in.tsx'), 'SignedIn'),
  beforeLoad: ({ context, location }) =>
    orSignIn(context.queryClient.ensureQueryData(sessionQuery), () =>
      redirect({ to: '/sign-in', search: { next: location.href } }),
    ),
})

export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignIn'),
})
