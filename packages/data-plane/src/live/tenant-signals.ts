import { EventEmitter } from 'node:events'
import type { Redis } from 'ioredis'

/**
 * Announces to the processes of a service that something of a tenant has changed: one Redis channel for
 * each tenant, subscribed to while somebody watches. A signal carries no data: its receiver reads what
 * changed, in its own tenant's scope. Signals can be lost, so nothing may rely on them alone.
 */
export interface TenantSignals {
  /** Announces a change. Never fails: without Redis, watchers poll. */
  announce(tenantId: string): void
  /** Calls `onSignal` at each signal for the tenant. Returns a function that ends this. */
  listen(tenantId: string, onSignal: () => void): () => void
  /** Whether signals arrive at present. */
  isConnected(): boolean
}

export interface SignalConnections {
  /** The name of the service. */
  service: string
  publisher: Redis
  /** A connection for this alone: it is in subscriber mode. */
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
    for (const channel of channels) listeners.emit(channel) // signals in between were missed
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

/** Signals within this process, for a service whose tenants no other process serves. */
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
