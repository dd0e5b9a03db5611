import { parseArgs } from 'node:util'
import type { Deployment } from './deployment.ts'
import { type Isolation, isolations } from './platform.ts'

export const usage = `npm run conformance -- --gateway URL --ops URL --key KEY

  --gateway URL        where tenants are served; given twice, both ways lead to the same platform
  --ops URL            the control plane
  --key KEY            an API key that may onboard and operate tenants, and purge them if nothing is to
                       be left behind; OPS_API_KEY of the environment without
  --model MODEL        ${isolations.join(', ')}; may be given several times; all of them without
  --base-domain NAME   call tenants on their hosts under this domain, where they have several
  --polls URL          polls itself, where this machine reaches it past the gateway
  --help

Tenants of its own are onboarded with names that nobody can guess, and taken away at the end.
`

/** The suite was called in a way that it does not know. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export interface RunOptions {
  help: boolean
  deployment: Deployment
  models: readonly Isolation[]
}

/** What the command line says, and the environment of the key. Throws a UsageError that names what is wrong with it. */
export function parseOptions(args: string[], keyOfEnv?: string): RunOptions {
  const { gateway, ops, key = keyOfEnv, model, polls, help, ...values } = parse(args)
  const [first, ...others] = (gateway ?? []).map((url) => origin('--gateway', url))
  const missing = Object.entries({ '--gateway': first, '--ops': ops, '--key': key })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  if (!help && missing.length > 0) throw new UsageError(`missing: ${missing.join(', ')}`)
  const baseDomain = values['base-domain']
  return {
    help: help ?? false,
    models: models(model),
    deployment: {
      gateways: [first ?? '', ...others],
      ops: ops === undefined ? '' : origin('--ops', ops),
      key: key ?? '',
      ...(polls === undefined ? {} : { polls: origin('--polls', polls) }),
      ...(baseDomain === undefined ? {} : { baseDomain }),
    },
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const texts = { ...text, multiple: true } as const
  try {
    return parseArgs({
      args,
      options: {
        ...{ gateway: texts, ops: text, key: text, model: texts, polls: text },
        ...{ 'base-domain': text, help: { type: 'boolean', short: 'h' } },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function origin(option: string, value: string): string {
  const url = URL.parse(value)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError(`${option} must be a URL such as http://127.0.0.1:8080, not ${value}`)
}

function models(wanted: string[] = [...isolations]): Isolation[] {
  const unknown = wanted.find((model) => !isolations.some((each) => each === model))
  if (unknown)
    throw new UsageError(`--model must be one of ${isolations.join(', ')}, not ${unknown}`)
  return isolations.filter((model) => wanted.includes(model))
}
