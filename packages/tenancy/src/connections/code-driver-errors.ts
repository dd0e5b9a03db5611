import type pg from 'pg'

/** SQLSTATEs that drivers of other languages give to the same errors. */
const notConnected = '08001'
const connectionLost = '08006'

/**
 * Gives the driver's own errors of a pool and its connections a code. PostgreSQL's errors have one, and so
 * have the operating system's; where the driver itself finds a connection lost, or none is there in time, it
 * has only an English text. Other errors of the driver, which are faults of the caller, stay without one.
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

/** Looks at each error that a method gives to its callback, or rejects with. */
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
