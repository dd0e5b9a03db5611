import { PageFailed } from './page-failed.tsx'

/** How the routers of all pages are set. */
export const routerOptions = {
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
} as const
