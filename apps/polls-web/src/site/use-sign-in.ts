import { take } from '@mt/web/api/take.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { api, type Schemas } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'

/** Signs in, after signing up where a new account is given, and goes on to `next`. */
export function useSignIn(next = '/app') {
  const router = useRouter()
  const queryClient = useQueryClient()
  return useMutation({
    meta: { signsIn: true },
    async mutationFn(account: Schemas['Login'] | Schemas['SignUp']) {
      if ('email' in account) await take(api.POST('/users', { body: account }))
      const { username, password } = account
      await take(api.POST('/session', { body: { username: username.trim(), password } }))
      await queryClient.fetchQuery({ ...meQuery, staleTime: 0 })
    },
    onSuccess: () => router.history.push(next),
  })
}
