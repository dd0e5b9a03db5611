import { join, resolve } from 'node:path'

/** The checkout that this file belongs to. */
export const checkoutFolder = resolve(import.meta.dirname, '../..')

/** The launcher's folder for development: data, secrets, logs, caches. Ignored by git. */
export const dataFolder = join(checkoutFolder, '.data')

/** May be deleted at any time; its content is then downloaded or built again. */
export const cacheFolder = join(dataFolder, 'cache')
