/** An invalid configuration. Its message is one line that names the variable and the fix. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
