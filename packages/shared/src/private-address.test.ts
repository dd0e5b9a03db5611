import { describe, expect, it } from 'vitest'
import { isPrivateUrl } from './private-address.ts'

describe('isPrivateUrl', () => {
  it.each([
    'http://127.0.0.1:8082',
    'http://[::1]:8082/',
    'http://10.1.2.3:8082',
    'http://172.31.0.2',
    'http://192.168.7.7:1',
    'http://[fd00::2]:8082',
    'http://localhost:8082',
    'http://tenant-odin:8082',
  ])('accepts %s', (url) => expect(isPrivateUrl(url)).toBe(true))

  it.each([
    'https://127.0.0.1:8082',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]',
    'http://[::ffff:8.8.8.8]',
    'http://0.0.0.0:8082',
    'http://example.org',
    'http://localhost.example.org',
    'http://user:secret@127.0.0.1',
    'file:///etc/passwd',
    'nonsense',
  ])('refuses %s', (url) => expect(isPrivateUrl(url)).toBe(false))
})
