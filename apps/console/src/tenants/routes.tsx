import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedIn } from '../frame/routes.tsx'

const onboard = createRoute({
  getParentRoute: () => signedIn,
  path: '/tenants/new',
  validateSearch: ({ operation }: Record<string, unknown>): { operation?: string } =>
    typeof operation === 'string' ? { operation } : {},
  component: lazyRouteComponent(() => import('./onboard-page.tsx'), 'OnboardPage'),
})

const tenant = createRoute({
  getParentRoute: () => signedIn,
  path: '/tenants/$id',
  component: lazyRouteComponent(() => import('./tenant-page.tsx'), 'TenantPage'),
})

export const tenantRoutes = [onboard, tenant] as const
