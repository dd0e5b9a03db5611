import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedIn } from '../site/routes.tsx'

const polls = createRoute({
  getParentRoute: () => signedIn,
  path: '/app',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
    typeof q === 'string' && q !== '' ? { q } : {},
  component: lazyRouteComponent(() => import('./polls-page.tsx'), 'PollsPage'),
})

const newPoll = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/polls/new',
  component: lazyRouteComponent(() => import('./new-poll-page.tsx'), 'NewPollPage'),
})

const poll = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/polls/$pollId',
  component: lazyRouteComponent(() => import('./poll-page.tsx'), 'PollPage'),
})

/** The pages of a tenant's users. */
export const appRoutes = [polls, newPoll, poll] as const
