/** No source could say what a host is: it is neither known nor unknown. The caller may come again. */
export class RegistryUnavailable extends Error {
  override name = 'RegistryUnavailable'
}
