import type { Answer } from './http/call.ts'
import type { EventStream } from './http/event-stream.ts'
import { type HostCall, type Isolation, newPassword, type Platform } from './platform.ts'
import { meView, read, tokenView, userView } from './views.ts'

type CallOptions = Pick<HostCall, 'body' | 'text' | 'headers' | 'gateway'>

/** Calls a tenant's API, as one of its users or without a token. */
export interface Caller {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  patch(path: string, body: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

/** A user, logged in or not. */
export interface Account {
  id: string
  username: string
  email: string
  password: string
}

/** A user who is logged in. */
export interface User extends Caller, Account {
  token: string
  tenant: Tenant
  /** Opens a stream of events, optionally through another gateway. */
  stream(path: string, gateway?: number): Promise<EventStream>
}

/** A tenant, called without a token. */
export interface Tenant extends Caller {
  readonly slug: string
  readonly host: string
  /** The host without the slug. */
  readonly baseDomain: string
  readonly isolation: Isolation
  /** Calls the tenant with this token. */
  bearing(token: string): Caller
  /** Signs a new user up and logs it in. */
  newUser(username?: string): Promise<User>
  /** Logs a user in and returns the token. Throws if that is refused. */
  logIn(user: Pick<User, 'username' | 'password'>): Promise<string>
  /** Another session of a user, with its own token. */
  session(user: Account): Promise<User>
  /** The admin of the onboarding, logged in. */
  rootAdmin(): Promise<User>
}

export interface TenantOptions extends Pick<Tenant, 'slug' | 'host' | 'isolation'> {
  adminPassword: string
  target: Platform
}

export function createTenant(options: TenantOptions): Tenant {
  const { slug, host, isolation, adminPassword, target } = options
  const bearing = (token: string) => createCaller(target, host, token)

  const tenant: Tenant = {
    ...createCaller(target, host),
    slug,
    host,
    baseDomain: host.slice(slug.length + 1),
    isolation,
    bearing,
    session,
    async logIn({ username, password }) {
      const answer = await tenant.post('/login', { username, password })
      return read(answer, 200, tokenView).token
    },
    async newUser(username = newName('user')) {
      const input = { username, email: `${username}@example.org`, password: newPassword() }
      const created = read(await tenant.post('/users', input), 201, userView)
      return session({ ...input, id: created.id })
    },
    async rootAdmin() {
      const input = { username: 'root', email: 'root@example.org', password: adminPassword }
      const admin = await session({ ...input, id: '' })
      return { ...admin, id: read(await admin.get('/me'), 200, meView).id }
    },
  }

  async function session({ id, username, email, password }: Account): Promise<User> {
    const token = await tenant.logIn({ username, password })
    const headers = { authorization: `Bearer ${token}` }
    return {
      ...bearing(token),
      ...{ id, username, email, password },
      token,
      tenant,
      stream: (path, gateway = 0) => target.stream({ host, path, headers, gateway }),
    }
  }
  return tenant
}

/** A unique name. */
export function newName(kind: string): string {
  return `${kind}-${crypto.randomUUID().slice(0, 8)}`
}

function createCaller(target: Platform, host: string, token?: string): Caller {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const call: Caller['call'] = (method, path, { headers, ...options } = {}) =>
    target.call({ ...options, host, method, path, headers: { ...authorization, ...headers } })
  return {
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, { body }),
    put: (path, body) => call('PUT', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    delete: (path) => call('DELETE', path),
  }
}
