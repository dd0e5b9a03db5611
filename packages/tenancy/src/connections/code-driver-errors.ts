import type pg from 'pg'

/** The SQLSTATEs that drivers of other languages use for the same errors. */
const notConnected = '08001'
const connectionLost = '08006'

/**
 * Gives the driver's own errors of a pool and its connections a code. The errors of
 * PostgreSQL and of the operating system have one. If the driver itself finds that a connection is lost, or
 * that none is free in time, it reports only an English text. Its other errors, which are faults of the
 * caller, stay without a code.
 */
export function codeDriverErrors(pool: pg.Pool): void {
  intercept(pool, 'connect', (error) => addCode(error, notConnected))
  pool.on('connect', (client) => {
    intercept(client, 'query', (error) => {
      if (!client.connection.stream.writable) addCode(error, connectionLost)
    })
  })
}

type Call = (...args: unknown[]) => unknown

/** Calls `look` with each error that a method passes to its callback or rejects with. */
function intercept(target: object, method: string, look: (error: unknown) => void): void {
  const call: Call = Reflect.get(target, method)
  const intercepted: Call = (...args) => {
    const callback = args.at(-1)
    if (typeof callback === 'function') {
      const looking: Call = (error, ...results) => {
        look(error)
        return Reflect.apply(callback, undefined, [error, ...results])
      }
      return Reflect.apply(call, target, [...args.slice(0, -1), looking])
    }
    const result = Reflect.apply(call, target, args)
    if (!(result instanceof Promise)) return result
    return result.catch((error: unknown) => {
      look(error)
      throw error
    })
  }
  Object.assign(target, { [method]: intercepted })
}

function addCode(error: unknown, code: string): void {
  if (error instanceof Error && !('code' in error)) Object.assign(error, { code })
}
