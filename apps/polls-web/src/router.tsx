import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { adminRoutes } from './admin/routes.tsx'
import { appRoutes } from './app/routes.tsx'
import { PageFailed } from './site/page-failed.tsx'
import { root, signedIn, siteRoutes } from './site/routes.tsx'

const routeTree = root.addChildren([
  ...siteRoutes,
  signedIn.addChildren([...appRoutes, adminRoutes]),
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
