import { command } from '@mt/data-plane/commands/command'
import { z } from 'zod'
import { createAdmin } from '../users/create-admin.ts'
import { newUserArgs } from './new-user-args.ts'

/** Adds an admin to a tenant. A repeated call finds the admin that it created before. */
export const createAdminCommand = command({
  summary: 'add an admin: --username --email, password on standard input',
  mode: 'write',
  args: z.strictObject(newUserArgs),
  run: createAdmin,
})
