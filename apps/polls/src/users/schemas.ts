import { z } from '@hono/zod-openapi'
import { passwordSchema } from '@mt/credentials/password-rule'
import { text } from '@mt/data-plane/http/text'
import { userRoles } from './user.entity.ts'

export const signUpInput = z
  .strictObject({
    username: z
      .string()
      .trim()
      .regex(/^[\w.@+-]{1,150}$/, 'must be 1 to 150 letters, digits and @ . + - _'),
    email: z.email('must be an e-mail address').max(254),
    password: passwordSchema,
  })
  .openapi('SignUp')

export const loginInput = z
  .strictObject({ username: text().max(150), password: text().max(200) })
  .openapi('Login')

export const newPasswordInput = z
  .strictObject({ token: z.string().max(100), password: passwordSchema })
  .openapi('NewPassword')

export const userView = z
  .object({ id: z.uuid(), username: z.string(), email: z.string() })
  .openapi('User')

export const meView = userView.extend({ role: z.enum(userRoles) }).openapi('Me')

export const tokenView = z.object({ token: z.string() }).openapi('Token')

export type SignUpInput = z.infer<typeof signUpInput>
export type LoginInput = z.infer<typeof loginInput>
export type UserView = z.infer<typeof userView>
