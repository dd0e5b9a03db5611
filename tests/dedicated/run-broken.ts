/** A release of the service that does not even start. */
throw new Error('this release is broken')
