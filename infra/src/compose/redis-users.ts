import { createHash } from 'node:crypto'
import type { Secrets } from './secrets.ts'
import { composeService } from './service.ts'

/**
 * Redis' list of users: each service reaches its own keys and channels. A gateway reads the registry and
 * cannot change it; the service sees nothing of it. Who names no user is nobody.
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
      // A purge looks through all names for what speaks of the tenant.
      ...[...commands, '+scan'],
    ]),
    '',
  ].join('\n')
}

/** What works on keys or channels that are named, which are then checked; nothing that looks at all of them. */
const commands = [
  ...['-@all', '+@read', '+@write', '+@scripting', '+@pubsub', '+@connection', '+@transaction'],
  ...['-@admin', '-@dangerous', '-scan', '-dbsize', '-randomkey', '-keys', '-script', '-function'],
  ...['-client', '+client|setname', '+client|id', '+time'],
]

function user(name: string, password: string, rules: string[]): string {
  const hash = createHash('sha256').update(password).digest('hex')
  return ['user', name, 'on', `#${hash}`, 'resetkeys', 'resetchannels', ...rules].join(' ')
}
