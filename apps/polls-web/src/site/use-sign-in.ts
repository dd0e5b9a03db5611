import { take } from '@mt/web/api/take.ts'
import { useBeginSession } from '@mt/web/api/use-begin-session.ts'
import { api, type Schemas } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'

/** Signs in, after signing up if a new account is given, and continues at `next`. */
export function useSignIn(next = '/app') {
  return useBeginSession({ begin, me: meQuery, next })
}

async function begin(account: Schemas['Login'] | Schemas['SignUp']): Promise<void> {
  if ('email' in account) await take(api.POST('/users', { body: account }))
  const { username, password } = account
  await take(api.POST('/session', { body: { username: username.trim(), password } }))
}
