import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { auditView } from '../api/views.ts'
import { signedIn } from '../frame/routes.tsx'

const health = createRoute({
  getParentRoute: () => signedIn,
  path: '/health',
  component: lazyRouteComponent(() => import('./health-page.tsx'), 'HealthPage'),
})

const plans = createRoute({
  getParentRoute: () => signedIn,
  path: '/plans',
  component: lazyRouteComponent(() => import('./plans-page.tsx'), 'PlansPage'),
})

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys-page.tsx'), 'KeysPage'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: auditView,
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

/** Pages about the platform instead of one tenant. */
export const platformRoutes = [health, plans, keys, audit] as const
