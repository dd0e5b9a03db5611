import { routerOptions } from '@mt/web/frame/router-options.ts'
import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { adminRoutes } from './admin/routes.tsx'
import { appRoutes } from './app/routes.tsx'
import { root, signedIn, siteRoutes } from './site/routes.tsx'

const routeTree = root.addChildren([
  ...siteRoutes,
  signedIn.addChildren([...appRoutes, adminRoutes]),
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({ ...routerOptions, routeTree, context: { queryClient } })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
