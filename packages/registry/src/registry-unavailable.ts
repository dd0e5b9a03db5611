/** No source could tell whether a host is known. The caller may try again. */
export class RegistryUnavailable extends Error {
  override name = 'RegistryUnavailable'
}
