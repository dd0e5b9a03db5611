import { TextField } from '@mt/web/parts/text-field.tsx'

export function UsernameField({ label }: { label: string }) {
  return (
    <TextField
      name="username"
      label={label}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  )
}

interface PasswordFieldProps {
  label: string
  /** What a password manager fills in, or offers to keep. */
  autoComplete: 'current-password' | 'new-password'
  hint?: string
}

export function PasswordField(props: PasswordFieldProps) {
  return <TextField name="password" type="password" required {...props} />
}
