import { EventEmitter } from 'node:events'
import type { Redis } from 'ioredis'

/**
 * Word between the processes of a service that something of a tenant has changed: one Redis channel for each tenant,
 * listened to while somebody watches. A signal carries no data: who hears it looks for itself, in its own
 * tenant's scope. Signals can be lost, so that nobody relies on them alone.
 */
export interface TenantSignals {
  /** Says that something changed. Never fails: without Redis the watchers look by themselves. */
  announce(tenantId: string): void
  /** Calls `onSignal` at each signal for the tenant until the function that it answers with is called. */
  listen(tenantId: string, onSignal: () => void): () => void
  /** Whether signals arrive now. */
  isConnected(): boolean
}

export interface SignalConnections {
  /** The name of the service. */
  service: string
  publisher: Redis
  /** A connection that does nothing else: it is in subscriber mode. */
  subscriber: Redis
}

export function createTenantSignals({
  service,
  publisher,
  subscriber,
}: SignalConnections): TenantSignals {
  const listeners = new EventEmitter().setMaxListeners(0)
  const channelOf = (tenantId: string) => `${service}:changes:${tenantId}`
  const ignore = () => {}

  subscriber.on('message', (channel: string) => listeners.emit(channel))
  subscriber.on('ready', () => {
    const channels = listeners.eventNames().map(String)
    if (channels.length > 0) subscriber.subscribe(...channels).catch(ignore)
    for (const channel of channels) listeners.emit(channel) // what was said meanwhile was missed
  })

  return {
    announce(tenantId) {
      publisher.publish(channelOf(tenantId), '').catch(() => listeners.emit(channelOf(tenantId)))
    },
    listen(tenantId, onSignal) {
      const channel = channelOf(tenantId)
      if (listeners.listenerCount(channel) === 0) subscriber.subscribe(channel).catch(ignore)
      listeners.on(channel, onSignal)
      return () => {
        listeners.off(channel, onSignal)
        if (listeners.listenerCount(channel) === 0) subscriber.unsubscribe(channel).catch(ignore)
      }
    },
    isConnected: () => subscriber.status === 'ready',
  }
}

/** Signals within this process, for a service that no other process shares its tenants with. */
export function createOwnSignals(): TenantSignals {
  const listeners = new EventEmitter().setMaxListeners(0)
  return {
    announce: (tenantId) => void listeners.emit(tenantId),
    listen(tenantId, onSignal) {
      listeners.on(tenantId, onSignal)
      return () => void listeners.off(tenantId, onSignal)
    },
    isConnected: () => true,
  }
}
