/** Temporary faults, after which the same request may succeed later, and the texts that clients read. */
const passing = {
  away: 'the database is away',
  busy: 'the database is busy',
  locked: 'the database is busy: a lock was not released in time',
  'too-long': 'the database is busy: it took too long',
  'read-only': 'the database accepts no writes now',
  full: 'the database is out of space or of another resource',
  failing: 'the database cannot read or write its files',
  'outdated-plan': 'the database has just been migrated',
} as const

export type PassingFault = keyof typeof passing

/** What an error of PostgreSQL, of its driver or of the network means. */
export type DatabaseFault =
  | PassingFault
  | 'duplicate'
  | 'missing-reference'
  | 'malformed'
  | 'missing-database'
  | 'missing-schema'
  | 'missing-table'
  | 'missing-role'
  | 'wrong-password'
  | 'login-refused'
  | 'in-use'
  | 'overtaken'

/**
 * By SQLSTATE, by its class (the first two characters), by the code of the operating system, and by SQLSTATE
 * and routine where PostgreSQL uses one code for several errors. Texts are not read: `lc_messages` changes
 * them. The driver's own errors have no code; codeDriverErrors gives them one of the class 08.
 */
export const databaseFaults: Readonly<Record<string, DatabaseFault>> = {
  '08': 'away',
  '57P01': 'away', // it is stopping
  '57P02': 'away', // it has crashed
  '57P03': 'away', // it is starting
  '57P04': 'away', // the database was dropped
  '57P05': 'away', // the session was idle for too long
  ECONNABORTED: 'away',
  ECONNREFUSED: 'away',
  ECONNRESET: 'away',
  EAI_AGAIN: 'away',
  EHOSTDOWN: 'away',
  EHOSTUNREACH: 'away',
  ENETDOWN: 'away',
  ENETUNREACH: 'away',
  ENOTFOUND: 'away',
  EPIPE: 'away',
  ETIMEDOUT: 'away',
  '53300': 'busy', // too many connections
  '40001': 'busy', // serialization failure
  '40P01': 'busy', // deadlock
  '55P03': 'locked',
  '57014': 'too-long', // a statement
  '25P03': 'too-long', // idle in a transaction
  '25P04': 'too-long', // a transaction
  '25006': 'read-only',
  '0A000 call_bool_check_hook': 'read-only', // a transaction that writes, during recovery
  '53': 'full',
  '58000': 'failing',
  '58030': 'failing',
  '0A000 RevalidateCachedQuery': 'outdated-plan',
  '23505': 'duplicate',
  '42P04': 'duplicate', // a database
  '42P06': 'duplicate', // a schema
  '23503': 'missing-reference',
  '22P02': 'malformed',
  '3D000': 'missing-database',
  '3F000': 'missing-schema',
  '42P01': 'missing-table',
  '22023 call_string_check_hook': 'missing-role', // set role
  '28P01': 'wrong-password',
  '28000': 'login-refused',
  '55006': 'in-use',
  'XX000 simple_heap_update': 'overtaken', // another session has just changed the same row of a catalog
}

/** What an error means: that of the error itself, or of the first of its causes that is in the table. */
export function faultOf(error: unknown): DatabaseFault | undefined {
  for (const each of causesOf(error)) {
    const fault = ownFault(each)
    if (fault) return fault
  }
  return undefined
}

/** Whether the database cannot do something now. With any other fault, the request itself is wrong. */
export function isPassing(fault: DatabaseFault | undefined): fault is PassingFault {
  return fault !== undefined && Object.hasOwn(passing, fault)
}

/** The text about a temporary fault that clients read. */
export function describeFault(fault: PassingFault): string {
  return passing[fault]
}

/** What one error means, without its causes. */
export function ownFault(error: Error): DatabaseFault | undefined {
  const { code, routine } = error as { code?: unknown; routine?: unknown }
  if (typeof code !== 'string') return undefined
  const keys = [
    `${code} ${routine}`,
    code,
    ...(/^[0-9A-Z]{5}$/.test(code) ? [code.slice(0, 2)] : []),
  ]
  const key = keys.find((each) => Object.hasOwn(databaseFaults, each))
  return key === undefined ? undefined : databaseFaults[key]
}

/** An error and all its causes, as ORM and driver wrap them: each once, the outermost first. */
export function causesOf(error: unknown): Set<Error> {
  const causes = new Set<Error>()
  const add = (each: unknown) => {
    if (!(each instanceof Error) || causes.has(each)) return
    causes.add(each)
    if (each instanceof AggregateError) for (const one of each.errors) add(one)
    add(each.cause)
  }
  add(error)
  return causes
}
