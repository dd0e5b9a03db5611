import { forbidden } from '@mt/shared/http/problem'
import type { Tenancy } from '@mt/tenancy/scope/tenancy'
import { type AsUser, createAsUser } from './as-user.ts'

/** Runs a verb like `asUser`, for admins of the tenant only: others get a 403. */
export function createAsAdmin(tenancy: Tenancy): AsUser {
  const asUser = createAsUser(tenancy)
  return function asAdmin(c, mode, work) {
    return asUser(c, mode, (request) => {
      if (request.user.role !== 'admin') throw forbidden('only admins of the tenant may do this')
      return work(request)
    })
  }
}
