import { join, resolve } from 'node:path'

/** The checkout that this file belongs to. */
export const checkoutFolder = resolve(import.meta.dirname, '../..')

const ownFolder = join(checkoutFolder, '.data')

/** The launcher's folder for development: data, secrets, logs. By default in the checkout, ignored by git. */
export const dataFolder = resolve(process.env.DATA_FOLDER ?? ownFolder)

/** May be deleted at any time; its content is then downloaded or built again. */
export const cacheFolder = join(ownFolder, 'cache')
