import { createHash } from 'node:crypto'
import type { Secrets } from './secrets.ts'
import { composeService } from './service.ts'

/**
 * Redis' list of users: each service reaches only its own keys and channels. A gateway reads the registry
 * and cannot change it; the service cannot even read it. A client without a user name has no access.
 */
export function redisUsers(passwords: Secrets['redis']): string {
  return [
    'user default off resetpass resetkeys resetchannels -@all',
    user('gateway', passwords.gateway, [
      ...['%R~registry:*', '~limits:*', '~usage:*', '&registry:changes'],
      ...commands,
    ]),
    user(composeService, passwords[composeService], [
      ...[`~${composeService}:*`, `&${composeService}:changes:*`],
      ...commands,
    ]),
    user('control-plane', passwords.controlPlane, [
      ...['~registry:*', '~usage:*', '~console:*', '&registry:changes'],
      // A purge scans all names for those of the tenant.
      ...[...commands, '+scan'],
    ]),
    '',
  ].join('\n')
}

/** Commands whose keys or channels are named, and therefore checked; none that looks at all of them. */
const commands = [
  ...['-@all', '+@read', '+@write', '+@scripting', '+@pubsub', '+@connection', '+@transaction'],
  ...['-@admin', '-@dangerous', '-scan', '-dbsize', '-randomkey', '-keys', '-script', '-function'],
  ...['-client', '+client|setname', '+client|id', '+time'],
]

function user(name: string, password: string, rules: string[]): string {
  const hash = createHash('sha256').update(password).digest('hex')
  return ['user', name, 'on', `#${hash}`, 'resetkeys', 'resetchannels', ...rules].join(' ')
}
