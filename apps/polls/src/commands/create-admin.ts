import { z } from 'zod'
import { createAdmin } from '../internal/create-admin.ts'
import { command } from './command.ts'
import { newUserArgs } from './new-user-args.ts'

/** Adds an admin to a tenant. Made again, it finds the one that it made before. */
export const createAdminCommand = command({
  summary: 'add an admin: --username --email, the password from standard input',
  mode: 'write',
  args: z.strictObject(newUserArgs),
  run: createAdmin,
})
