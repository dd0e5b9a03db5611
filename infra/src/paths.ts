import { join, resolve } from 'node:path'

/** The checkout that this file belongs to. */
export const checkoutFolder = resolve(import.meta.dirname, '../..')

/** What the launcher keeps for development: data, secrets, logs, caches. Ignored by git. */
export const dataFolder = join(checkoutFolder, '.data')

/** What may be deleted at any time, and is then fetched or made again. */
export const cacheFolder = join(dataFolder, 'cache')
