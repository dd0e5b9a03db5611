import type { JsonAnswer, JsonCall } from '@mt/infra/dev/http-json'
import { hostOf } from '@mt/shared/tenant'

/** Calls a tenant as its users do: through the gateway, on its host. */
export interface TenantClient {
  readonly slug: string
  readonly host: string
  call(
    method: string,
    path: string,
    options?: Pick<JsonCall, 'body' | 'token' | 'headers'>,
  ): Promise<JsonAnswer>
  /** Signs a new user up, logs it in and returns its token. */
  newUser(username?: string): Promise<User>
  logIn(username: string, password: string): Promise<string>
}

export interface User {
  id: string
  username: string
  token: string
}

export const password = 'a long enough password'

interface TenantClientOptions {
  slug: string
  baseDomain: string
  callGateway(call: Omit<JsonCall, 'origin'>): Promise<JsonAnswer>
}

export function createTenantClient({
  slug,
  baseDomain,
  callGateway,
}: TenantClientOptions): TenantClient {
  const host = hostOf(slug, baseDomain)
  const call: TenantClient['call'] = (method, path, options) =>
    callGateway({ host, method, path, ...options })

  async function logIn(username: string, secret: string): Promise<string> {
    const answer = await call('POST', '/login', { body: { username, password: secret } })
    return (expectStatus(answer, 200) as { token: string }).token
  }

  return {
    slug,
    host,
    call,
    logIn,
    async newUser(username = `user-${crypto.randomUUID().slice(0, 8)}`) {
      const body = { username, email: `${username}@example.org`, password }
      const { id } = expectStatus(await call('POST', '/users', { body }), 201) as { id: string }
      return { id, username, token: await logIn(username, password) }
    },
  }
}

/** The body of an answer with this status. Throws with the whole answer otherwise. */
export function expectStatus(answer: JsonAnswer, status: number): unknown {
  if (answer.status !== status) throw new Error(`not ${status}: ${JSON.stringify(answer)}`)
  return answer.body
}
