import { Migration20261123000001First } from './migration-20261123-000001-first.ts'

/** The control plane's one history, oldest first. A migration that has run anywhere is never changed. */
export const migrations = [Migration20261123000001First]
