import { startPages } from '@mt/web/frame/start-pages.tsx'
import { meQuery } from './api/queries.ts'
import { createAppRouter } from './router.tsx'

startPages({ me: meQuery.queryKey, signIn: '/app/sign-in', createRouter: createAppRouter })
