import { hostOf } from '@mt/shared/tenant'
import { z } from 'zod'
import type { DevConfig } from '../config.ts'
import {
  type DemoTenant,
  demoAdmin,
  demoColours,
  demoPassword,
  demoPolls,
  demoUser,
  emailOf,
} from './demo-tenants.ts'
import { callJson, expectStatus, type JsonCall } from './http-json.ts'
import { serviceUrl } from './service-env.ts'

const tokenSchema = z.object({ token: z.string() })
const pollsSchema = z.object({ results: z.array(z.unknown()) })
const pollSchema = z.object({ id: z.string(), choices: z.array(z.object({ id: z.string() })) })

/** Calls the API of one tenant, as its users do. */
type CallTenant = (
  call: Omit<JsonCall, 'origin' | 'host'>,
  ...expected: number[]
) => Promise<unknown>

/**
 * Gives a demo tenant its user and, if it has no polls, a few with votes: through the gateway, as any
 * client would. Returns a token of the user.
 */
export async function fillTenant(config: DevConfig, tenant: DemoTenant): Promise<string> {
  const call = tenantCaller(config, tenant)
  const user = { username: demoUser, email: emailOf(demoUser, tenant), password: demoPassword }
  await call({ method: 'POST', path: '/users', body: user }, 201, 409)
  const tokens = [await logIn(call, demoAdmin), await logIn(call, demoUser)] as const
  const { results } = pollsSchema.parse(await call({ path: '/polls', token: tokens[0] }, 200))
  if (results.length === 0) {
    const settings = { name: tenant.name, colour: demoColours[tenant.slug] }
    await call(
      { method: 'PATCH', path: '/admin/api/settings', token: tokens[0], body: settings },
      200,
    )
    await addPolls(call, tokens)
  }
  return tokens[1]
}

function tenantCaller(config: DevConfig, tenant: DemoTenant): CallTenant {
  const origin = serviceUrl(config, 'GATEWAY_PORT')
  const host = hostOf(tenant.slug, config.baseDomain)
  return async (partial, ...expected) => {
    const call = { ...partial, origin, host }
    return expectStatus(call, await callJson(call), ...expected)
  }
}

async function logIn(call: CallTenant, username: string): Promise<string> {
  const body = { username, password: demoPassword }
  return tokenSchema.parse(await call({ method: 'POST', path: '/login', body }, 200)).token
}

async function addPolls(call: CallTenant, tokens: readonly [string, string]): Promise<void> {
  for (const { question, choices, votes } of demoPolls) {
    const body = { question, choices }
    const made = await call({ method: 'POST', path: '/polls', token: tokens[0], body }, 201)
    const poll = pollSchema.parse(made)
    for (const [voter, choice] of votes.entries()) {
      const path = `/polls/${poll.id}/choices/${poll.choices[choice]?.id}/vote`
      await call({ method: 'POST', path, token: tokens[voter] ?? tokens[0] }, 201)
    }
  }
}
